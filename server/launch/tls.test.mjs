import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenSettings } from './listen.mjs';
import { readTls, tlsFiles } from './tls.mjs';

const DAY_MS = 24 * 3600 * 1000;

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-tls-'));
  make('good', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']);
  make('other', ['ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']);
  make('short', ['rsa:1024']);
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name) => join(folder, name);
const files = (name) => ({ certFile: at(`${name}.crt`), keyFile: at(`${name}.key`) });

function openssl(...argv) {
  const made = spawnSync('openssl', argv, { encoding: 'utf8' });
  expect(made.stderr && made.status !== 0 ? made.stderr : '').toBe('');
}

function make(name, kind) {
  const { certFile, keyFile } = files(name);
  const names = 'subjectAltName=DNS:overlane.example,DNS:*.lab.example,IP:192.0.2.7';
  openssl(
    'req',
    '-x509',
    '-newkey',
    ...kind,
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=x',
    '-addext',
    names,
    '-out',
    certFile,
    '-keyout',
    keyFile,
  );
  chmodSync(keyFile, 0o600);
}

it('a certificate and its key are taken, with the names it is for', () => {
  const tls = readTls(files('good'));
  expect(tls.names).toEqual(['overlane.example', '*.lab.example', '192.0.2.7']);
  expect(['overlane.example', 'a.lab.example', '192.0.2.7', 'example.org'].map(tls.isFor)).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

it('a certificate may come with its chain below it', () => {
  const certFile = at('chain.crt');
  writeFileSync(certFile, readFileSync(at('good.crt'), 'utf8') + readFileSync(at('other.crt'), 'utf8'));
  expect(readTls({ ...files('good'), certFile }).names).toContain('overlane.example');
  const turned = at('turned.crt');
  writeFileSync(turned, readFileSync(at('other.crt'), 'utf8') + readFileSync(at('good.crt'), 'utf8'));
  expect(() => readTls({ ...files('good'), certFile: turned })).toThrow('is not that of the certificate');
});

describe('a start is refused, in a sentence that names the file,', () => {
  it.each([
    [
      'where the key is another one’s',
      () => ({ certFile: at('good.crt'), keyFile: at('other.key') }),
      'is not that of the certificate',
    ],
    ['where a file is missing', () => ({ ...files('good'), keyFile: at('none') }), 'cannot be read (ENOENT)'],
    [
      'where the certificate is no certificate',
      () => ({ ...files('good'), certFile: at('good.key') }),
      'holds no certificate',
    ],
    [
      'where the key is no key',
      () => ({ ...files('good'), keyFile: at('good.crt') }),
      'holds no private key',
    ],
    ['where the key is weak', () => files('short'), 'has 1024 bits'],
  ])('%s', (_, given, why) => {
    expect(() => readTls(given())).toThrow(why);
  });

  it('where the certificate has ended, or has not begun', () => {
    expect(() => readTls(files('good'), Date.now() + 31 * DAY_MS)).toThrow(
      '(overlane.example, *.lab.example, 192.0.2.7) ended on',
    );
    expect(() => readTls(files('good'), Date.now() - DAY_MS)).toThrow('begins on');
  });

  it('where the key has a passphrase, or every user can read it', () => {
    openssl('pkey', '-in', at('good.key'), '-aes256', '-passout', 'pass:secret', '-out', at('locked.key'));
    expect(() => readTls({ ...files('good'), keyFile: at('locked.key') })).toThrow('passphrase');
    writeFileSync(at('open.key'), readFileSync(at('good.key')));
    chmodSync(at('open.key'), 0o644);
    expect(() => readTls({ ...files('good'), keyFile: at('open.key') })).toThrow('Every user');
  });

  it('where only one of the two is named', () => {
    expect(tlsFiles({})).toBeNull();
    expect(() => tlsFiles({ OVERLANE_TLS_KEY: 'key.pem' })).toThrow('OVERLANE_TLS_CERT is not');
  });
});

describe('with a certificate', () => {
  const given = (more) => ({ OVERLANE_TLS_CERT: at('good.crt'), OVERLANE_TLS_KEY: at('good.key'), ...more });
  it.each([
    [{}, 'https://overlane.example:3000'],
    [{ OVERLANE_LISTEN: '0.0.0.0' }, 'https://overlane.example:3000'],
    [{ OVERLANE_LISTEN: '0.0.0.0', OVERLANE_ORIGIN: 'https://one.lab.example' }, 'https://one.lab.example'],
    [{ OVERLANE_LISTEN: '192.0.2.7', OVERLANE_ORIGIN: 'https://192.0.2.7:3000' }, 'https://192.0.2.7:3000'],
  ])('%j is reached at %s, and no proxy is needed', (more, origin) => {
    expect(listenSettings(given(more), 3000)).toMatchObject({ origin, tls: true });
  });

  it.each([
    [{ OVERLANE_ORIGIN: 'https://example.org' }, 'not for example.org'],
    [{ OVERLANE_ORIGIN: 'http://localhost:3000' }, 'OVERLANE_TLS_CERT is set'],
  ])('%j is refused: %s', (more, why) => {
    expect(() => listenSettings(given(more), 3000)).toThrow(why);
  });
});
