import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { givenMasterKey, KEY_FILE, makeMasterKey } from './master-key';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-master-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const fromEnvironment = (text: string) => givenMasterKey(folder, { ...process.env, OVERLANE_KEY: text });
const fromFolder = () => givenMasterKey(folder, { ...process.env, OVERLANE_KEY: '' });

describe('the key that secrets are sealed with', () => {
  it('is nothing where there is neither variable nor file', () => {
    expect(fromFolder()).toBeNull();
  });

  it('is made once, in a file for its owner alone', () => {
    const made = makeMasterKey(folder);
    expect(statSync(join(folder, KEY_FILE)).mode & 0o777).toBe(0o600);
    expect(fromFolder()).toEqual(made);
  });

  it.each(['base64', 'base64url', 'hex'] as const)(
    'is taken from the environment in %s, before the file',
    (form) => {
      makeMasterKey(folder);
      const key = randomBytes(32);
      expect(fromEnvironment(key.toString(form))).toEqual(key);
    },
  );
});

describe('a key that anybody could have', () => {
  const text = (bytes: Buffer) => bytes.toString('base64');
  it.each([
    ['a word', 'changeme', 'is not 32 bytes'],
    ['16 bytes', text(randomBytes(16)), 'is not 32 bytes'],
    ['33 bytes', text(randomBytes(33)), 'is not 32 bytes'],
    ['zeros', text(Buffer.alloc(32)), 'anybody would guess'],
    [
      'a word that is filled up',
      text(Buffer.concat([Buffer.from('secret'), Buffer.alloc(26)])),
      'anybody would guess',
    ],
    ['the hash of a word', createHash('sha256').update('changeme').digest('hex'), 'anybody would guess'],
    ['one byte', text(Buffer.alloc(32, 0xa5)), 'not random'],
    ['a row of numbers', text(Buffer.from(Array.from({ length: 32 }, (_, i) => i))), 'not random'],
    [
      '16 bytes twice',
      text(Buffer.concat(Array(2).fill(Buffer.from('00112233445566778899aabbccddeeff', 'hex')))),
      'not random',
    ],
    ['a sentence', text(Buffer.from('correct horse battery staple 123')), 'not random'],
  ])('(%s) is refused, with how to make a right one', (_, key, why) => {
    expect(() => fromEnvironment(key)).toThrow(why);
    expect(() => fromEnvironment(key)).toThrow('openssl rand -base64 32');
    const said = String(catching(() => fromEnvironment(key)));
    expect(said).not.toContain(key);
  });
});

describe('a file that others could have read', () => {
  it.each([0o640, 0o604, 0o660, 0o644])('(mode %o) is refused, with the line that mends it', (mode) => {
    makeMasterKey(folder);
    chmodSync(join(folder, KEY_FILE), mode);
    expect(() => fromFolder()).toThrow(`mode 0${mode.toString(8)}`);
    expect(() => fromFolder()).toThrow(`chmod 600 ${join(folder, KEY_FILE)}`);
  });

  it('is refused where it is a link, or no file', () => {
    makeMasterKey(folder);
    renameSync(join(folder, KEY_FILE), join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(folder, KEY_FILE));
    expect(() => fromFolder()).toThrow('is a link');
  });

  it('holds a key, or is refused without a word of what it holds', () => {
    writeFileSync(join(folder, KEY_FILE), 'canary-secret', { mode: 0o600 });
    const error = catching(fromFolder);
    expect(String(error)).toContain('put the original');
    expect(String(error)).not.toContain('canary');
  });
});

function catching(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
