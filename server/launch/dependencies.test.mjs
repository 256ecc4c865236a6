import { describe, expect, it } from 'vitest';
import { difference } from './dependencies.mjs';
import { lockFaults } from './lock-file.mjs';

const zod = { version: '4.0.0', integrity: 'sha512-a' };
const lock = {
  packages: { '': {}, 'node_modules/zod': zod, 'node_modules/other-platform': { ...zod, optional: true } },
};

describe('installed dependencies', () => {
  it.each([
    ['are those of the lock file', { 'node_modules/zod': zod }, null],
    ['lack a package', {}, 'node_modules/zod was not installed'],
    [
      'have another version',
      { 'node_modules/zod': { ...zod, version: '3.0.0' } },
      'node_modules/zod changed',
    ],
    [
      'have one too many',
      { 'node_modules/zod': zod, 'node_modules/left': zod },
      'node_modules/left is no longer wanted',
    ],
  ])('%s', (_, packages, expected) => {
    expect(difference(lock, { packages })).toBe(expected);
  });
});

describe('a lock file', () => {
  const tool = { optionalDependencies: { 'tool-linux': '1', 'tool-darwin': '1' } };

  it('is complete if every platform package is there, also within the package', () => {
    const packages = {
      'node_modules/tool': tool,
      'node_modules/tool-linux': {},
      'node_modules/tool/node_modules/tool-darwin': {},
    };
    expect(lockFaults({ packages })).toEqual([]);
  });

  it('is faulty if a platform package is missing or a host is named', () => {
    const packages = {
      'node_modules/tool': tool,
      'node_modules/tool-linux': { resolved: 'https://registry.example/x.tgz' },
    };
    expect(lockFaults({ packages })).toEqual([
      'node_modules/tool wants tool-darwin, which the lock file does not have',
      'node_modules/tool-linux names where it was downloaded: https://registry.example/x.tgz',
    ]);
  });
});
