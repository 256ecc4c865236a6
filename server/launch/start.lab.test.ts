import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { labDown, labStatus } from '../../lab/lab';
import { freePort } from './product.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
const READY = /Ctrl-C ends/;

/** `npm start`, without npm. */
class Start {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;

  constructor(environment: Record<string, string>) {
    this.child = spawn(process.execPath, ['server/launch/start.mjs'], {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.output += text;
      });
    }
    this.ended = once(this.child, 'close');
  }

  async prints(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.output)) {
      if (this.child.exitCode !== null) {
        throw new Error(`It ended before it printed ${pattern}:\n${this.output}`);
      }
      await new Promise((again) => setTimeout(again, 20));
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    await this.ended;
    return this.child.exitCode;
  }

  /** The process of Next. */
  product(): number {
    const [pid] = childrenOf(this.child.pid as number).filter((each) => /next/.test(nameOf(each)));
    return pid as number;
  }
}

const nameOf = (pid: number) => readFileSync(`/proc/${pid}/comm`, 'utf8');
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

/** Processes of this test that still run: those that have the data folder open or in their environment. */
function processesOf(dataDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        readlinkSync(`/proc/${pid}/exe`);
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(dataDir);
      } catch {
        return false;
      }
    })
    .map(Number);
}

describe('npm start', () => {
  let dataDir: string;
  let stateDir: string;
  let port: string;
  let environment: Record<string, string>;
  const started: Start[] = [];

  const start = (more: Record<string, string> = {}) => {
    const one = new Start({ ...environment, ...more });
    started.push(one);
    return one;
  };

  // Nothing to do where the build is as new as the sources; else no start would be quick.
  beforeAll(async () => {
    await promisify(execFile)(process.execPath, ['server/launch/build-once.mjs'], { cwd: ROOT });
  }, 600_000);

  beforeEach(async () => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'overlane-start-')), 'data');
    stateDir = join(dataDir, 'lab');
    port = String(await freePort());
    environment = { OVERLANE_DATA: dataDir, PORT: port };
  });

  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await labDown({ stateDir });
    rmSync(join(dataDir, '..'), { recursive: true, force: true });
  });

  it('ends in a page, a link to sign in, and a lab of two hosts; Ctrl-C ends it all', async () => {
    const one = start();
    await one.prints(READY);

    expect(one.output).toContain(`ready at http://127.0.0.1:${port}`);
    const link = readFileSync(join(dataDir, 'sign-in-link'), 'utf8').trim();
    expect(one.output).toContain(new URL(link, `http://127.0.0.1:${port}`).href);
    expect(statSync(join(dataDir, 'sign-in-link')).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(await labStatus({ stateDir })).toMatchObject({
      state: 'up',
      hosts: [{ name: 'node01' }, { name: 'node02' }],
    });

    expect(await one.end('SIGINT')).toBe(0);
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
    expect(processesOf(dataDir)).toEqual([]);
  });

  it('finds the lab of a product that was killed', async () => {
    const one = start();
    await one.prints(READY);
    const before = await labStatus({ stateDir });
    process.kill(one.product(), 'SIGKILL');
    await one.ended;
    expect(one.child.exitCode).toBe(1);
    expect(one.output).toMatch(/ended by SIGKILL[\s\S]*Next: /);

    const two = start();
    await two.prints(READY);
    expect(two.output).toContain('found running');
    expect(await labStatus({ stateDir })).toEqual(before);
    expect(await two.end('SIGTERM')).toBe(0);
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
  });

  it('takes the product with it when it is itself killed, and leaves the lab', async () => {
    const one = start();
    await one.prints(READY);
    const product = one.product();
    await one.end('SIGKILL');
    await expect.poll(() => processesOf(dataDir).includes(product), { timeout: 10_000 }).toBe(false);
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'up' });
  });

  it('starts without a lab where none is wanted', async () => {
    const one = start({ OVERLANE_LAB: '0' });
    await one.prints(READY);
    expect(one.output).not.toMatch(/Lab/);
    expect(await one.end('SIGINT')).toBe(0);
  });

  it('names a port that is taken before it starts anything', async () => {
    const holder = createServer().listen(Number(port), '127.0.0.1');
    await once(holder, 'listening');
    const one = start();
    await one.ended;
    holder.close();
    expect(one.child.exitCode).toBe(1);
    expect(one.output).toMatch(
      new RegExp(`Port ${port} .* is taken by .*process ${process.pid}[\\s\\S]*Next: .*PORT=`),
    );
    expect(await labStatus({ stateDir })).toMatchObject({ state: 'none' });
  });

  it.each<Record<string, string>>([
    { PORT: '80x' },
    { PORT: '70000' },
    { OVERLANE_LAB: '-1' },
    { OVERLANE_LAB: '300' },
  ])('says what would be right instead of %o', async (wrong) => {
    const one = start(wrong);
    await one.ended;
    expect(one.child.exitCode).toBe(1);
    expect(one.output).toMatch(/Next: set \w+ to a number from/);
  });
});
