import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicReportKey, signDocument } from '../../auth/report-key';
import type { Client } from '../client';
import { isolationVerify } from './isolation-verify';

const BODY = { document: 'Overlane isolation report', verdict: 'apart', remark: 'für Ada' };

let folder: string;
let text: string;
let other: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-verify-'));
  process.env.OVERLANE_DATA = folder;
  text = signDocument(BODY);
  process.env.OVERLANE_DATA = mkdtempSync(join(folder, 'other-'));
  other = signDocument(BODY);
  process.env.OVERLANE_DATA = folder;
});
afterAll(() => {
  delete process.env.OVERLANE_DATA;
  rmSync(folder, { recursive: true });
});

const server = () =>
  ({ isolation: { reportKey: { query: async () => publicReportKey() } } }) as unknown as Client;
const nobody = (): Client => {
  throw new Error('no server');
};
const verdict = async (content: string | Buffer, client = server, options = {}) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, content);
  const { data, bad } = await isolationVerify(client, file, options);
  return { verdict: (data as { verdict: string }).verdict, bad };
};

describe('a signed report', () => {
  it('is verified by the key of the installation, or by the one that is named', async () => {
    expect(await verdict(text)).toEqual({ verdict: 'verified', bad: false });
    const { fingerprint } = publicReportKey();
    expect(await verdict(text, nobody, { key: fingerprint })).toEqual({ verdict: 'verified', bad: false });
  });

  it('is not taken for good where nobody knows the key, or where it is another', async () => {
    expect(await verdict(text, nobody)).toEqual({ verdict: 'unknown-key', bad: true });
    expect(await verdict(other)).toEqual({ verdict: 'another-key', bad: true });
  });

  it('is another one with any byte changed', async () => {
    const bytes = Buffer.from(text);
    // Each tenth: the file is read and verified anew for each.
    for (let at = 0; at < bytes.length; at += 10) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { bad } = await verdict(changed);
      expect(bad, `byte ${at}: ${text.slice(Math.max(0, at - 20), at + 20)}`).toBe(true);
    }
  });

  it('is another one with a bit changed in its key or signature that base64 does not read', async () => {
    for (const last of [...text.matchAll(/[A-Za-z0-9+/](?==)/g)].map((match) => match.index)) {
      const changed = Buffer.from(text);
      const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
      changed.write(digits[digits.indexOf(text[last] ?? '') ^ 1] ?? '', last);
      expect(await verdict(changed), text.slice(last - 20, last + 3)).toEqual({
        verdict: 'changed',
        bad: true,
      });
    }
  });

  it.each([
    ['a space more', (it: string) => it.replace('{', '{ ')],
    ['no newline at its end', (it: string) => it.trimEnd()],
    ['a member more', (it: string) => it.replace('{', '{\n  "more": 1,')],
    ['no signature', () => JSON.stringify(BODY, null, 2)],
    ['nothing', () => ''],
    ['no JSON', () => 'apart'],
  ])('is none with %s', async (_what, change) => {
    expect(await verdict(change(text))).toEqual({ verdict: 'changed', bad: true });
  });
});
