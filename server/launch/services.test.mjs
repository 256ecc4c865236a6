import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leftBehind, withoutServices } from './services.mjs';

describe('an installation of packages', () => {
  let root;
  const at = (path) => join(root, path);
  const policy = () => at('usr/sbin/policy-rc.d');
  const wants = (unit) => at(`etc/systemd/system/multi-user.target.wants/${unit}`);
  const install = (unit) => symlinkSync(`/lib/systemd/system/${unit}`, wants(unit));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'overlane-services-'));
    mkdirSync(at('usr/sbin'), { recursive: true });
    mkdirSync(at('etc/init.d'), { recursive: true });
    mkdirSync(at('etc/systemd/system/multi-user.target.wants'), { recursive: true });
    install('cron.service');
  });

  afterEach(() => rmSync(root, { recursive: true }));

  it('is told not to start a service', () => {
    const status = withoutServices(() => spawnSync(policy(), ['ssh', 'start']).status, root);
    expect(status).toBe(101);
  });

  it('leaves its services disabled, and those from before as they were', () => {
    withoutServices(() => install('ssh.service'), root);
    expect(readdirSync(at('etc/systemd/system/multi-user.target.wants'))).toEqual(['cron.service']);
  });

  it('leaves no policy where there was none', () => {
    withoutServices(() => {}, root);
    expect(readdirSync(at('usr/sbin'))).toEqual([]);
  });

  it('puts a policy of the machine back, also if it fails', () => {
    writeFileSync(policy(), '#!/bin/sh\nexit 0\n', { mode: 0o750 });
    expect(() =>
      withoutServices(() => {
        throw new Error('no space left');
      }, root),
    ).toThrow('no space left');
    expect(readFileSync(policy(), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(statSync(policy()).mode & 0o777).toBe(0o750);
    expect(readdirSync(at('usr/sbin'))).toEqual(['policy-rc.d']);
  });

  it('is mended by the next one if it was killed half way', () => {
    writeFileSync(policy(), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    // A copy from the middle stands for the machine on which one was killed.
    withoutServices(() => {
      install('ssh.service');
      spawnSync('cp', ['-a', root, `${root}-killed`]);
    }, root);
    rmSync(root, { recursive: true });
    spawnSync('mv', [`${root}-killed`, root]);
    expect(leftBehind(root)).not.toBeNull();

    withoutServices(() => {}, root);
    expect(leftBehind(root)).toBeNull();
    expect(readFileSync(policy(), 'utf8')).toBe('#!/bin/sh\nexit 0\n');
    expect(existsSync(wants('ssh.service'))).toBe(false);
    expect(readdirSync(at('usr/sbin'))).toEqual(['policy-rc.d']);
  });
});
