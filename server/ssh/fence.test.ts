import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Fence,
  fenceLine,
  fenceLines,
  fenceRefusal,
  parseFenceLine,
  parseFenceRefusal,
  writerName,
} from './fence';
import { parseFramed } from './framing';
import { runLocally } from './local-shell.testing';
import { newNonce, renderJob } from './script';

vi.setConfig({ testTimeout: 60_000 });

const MINE: Fence = { fabric: 'abcd1234', epoch: 1_763_000_000_000, revision: 7, writer: 'ops-box:4711' };

/** What a host's file says, and what a job of ours then gets to hear. */
const HELD: [string, string | null, string | null][] = [
  ['nothing', null, null],
  ['an empty file', '', null],
  ['a file that was cut', 'abcd1234 17630', null],
  ['what nobody of us wrote', 'hello world, $(touch pwned) `id`', null],
  ['ourselves', fenceLine(MINE), null],
  ['an earlier controller', fenceLine({ ...MINE, epoch: MINE.epoch - 1 }), null],
  ['more than we know', fenceLine({ ...MINE, epoch: MINE.epoch - 1, revision: 9 }), 'older-database'],
  ['an older revision', fenceLine({ ...MINE, revision: 6 }), null],
  ['a later controller', fenceLine({ ...MINE, epoch: MINE.epoch + 1, revision: 3 }), 'superseded'],
  ['a newer revision of ours', fenceLine({ ...MINE, revision: 8 }), 'older-revision'],
  ['another installation', fenceLine({ ...MINE, fabric: 'zzzz9999', epoch: 1 }), 'other-installation'],
];

let folder: string;
let place: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-fence-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  place = mkdtempSync(join(folder, 'run-'));
});

/** As on hosts of different distributions, `sh` is one shell or the other. */
async function job(sh: string, fence: Fence, argv: string[]) {
  const bin = join(folder, sh);
  if (!existsSync(bin)) {
    mkdirSync(bin);
    symlinkSync(`/bin/${sh}`, join(bin, 'sh'));
  }
  const nonce = newNonce();
  const sections = [{ name: 'write', argv, onFailure: 'continue' as const }];
  const script = renderJob({ sections, timeoutMs: 1000, fence }, nonce, 'root', join(place, 'overlane'));
  const ended = await runLocally(script, { env: { PATH: `${bin}:${process.env.PATH}` } });
  return parseFramed(ended.stdout, ended.stderr, nonce, ['write']);
}

describe.each(['dash', 'bash'])("a host's fence where sh is %s", (sh) => {
  it.each(HELD)('that says %s', async (_what, held, why) => {
    mkdirSync(join(place, 'overlane'));
    if (held !== null) writeFileSync(join(place, 'overlane/writer'), held);
    const framed = await job(sh, MINE, ['touch', join(place, 'written')]);
    expect(framed.complete).toBe(true);
    expect(existsSync(join(place, 'written'))).toBe(why === null);
    expect(framed.sections).toHaveLength(why === null ? 1 : 0);
    const refusal = framed.fenced === null ? null : parseFenceRefusal(framed.fenced);
    expect(refusal).toEqual(fenceRefusal(parseFenceLine(held ?? ''), MINE));
    expect(refusal?.why ?? null).toBe(why);
    expect(readFileSync(join(place, 'overlane/writer'), 'utf8').trim()).toBe(
      why === null ? fenceLine(MINE) : held,
    );
  });

  it('that says more than we know lets us in where somebody wants it', async () => {
    const held = fenceLine({ ...MINE, epoch: MINE.epoch - 1, revision: 9 });
    mkdirSync(join(place, 'overlane'));
    writeFileSync(join(place, 'overlane/writer'), held);
    const wanted = { ...MINE, overrules: true };
    expect((await job(sh, wanted, ['true'])).fenced).toBe(null);
    expect(fenceRefusal(parseFenceLine(held), wanted)).toBe(null);
    expect(readFileSync(join(place, 'overlane/writer'), 'utf8').trim()).toBe(fenceLine(MINE));
  });

  it("is root's alone, made by the first job", async () => {
    await job(sh, MINE, ['true']);
    expect(statSync(join(place, 'overlane')).mode & 0o777).toBe(0o700);
  });

  it('lets one job in at a time', async () => {
    const log = join(place, 'log');
    const slow = ['sh', '-c', `echo in >>${log}; sleep 0.2; echo out >>${log}`];
    await Promise.all([job(sh, MINE, slow), job(sh, MINE, slow), job(sh, MINE, slow)]);
    expect(readFileSync(log, 'utf8')).toBe('in\nout\n'.repeat(3));
  });

  it('that cannot be written lets nothing in', async () => {
    writeFileSync(join(place, 'overlane'), 'a file in the place of the folder');
    chmodSync(join(place, 'overlane'), 0o600);
    const framed = await job(sh, MINE, ['touch', join(place, 'written')]);
    expect(framed).toMatchObject({ complete: true, fenced: 'unwritable', sections: [] });
    expect(existsSync(join(place, 'written'))).toBe(false);
  });
});

it('takes no word that a shell could read', () => {
  expect(() => fenceLines({ ...MINE, writer: "a'b" })).toThrow(TypeError);
  expect(() => fenceLines({ ...MINE, fabric: '$(id)' })).toThrow(TypeError);
  expect(writerName("ops box's; 1")).toBe('ops-box-s--1');
});
