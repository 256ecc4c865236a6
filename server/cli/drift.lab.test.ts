import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { startTestProduct, type TestProduct } from '../api/test-product';
import { type Rig, startRig } from '../controller/rig.testing';
import { type Activity, listActivity } from '../intent/activity';
import { loadIntent } from '../intent/load';
import { historyAt, historyOf } from '../journal/status-history';
import { statusKey } from '../model/status-key';

const SEED = readFileSync('lab/seed.yaml', 'utf8');

let rig: Rig;
let product: TestProduct;
beforeAll(async () => {
  rig = await startRig({ hosts: 2 });
  product = await startTestProduct({
    folder: process.env.OVERLANE_DATA ?? '',
    remove: async () => {},
    real: rig.controller,
  });
  await rig.commitFile(SEED);
  await rig.settled();
});
afterAll(async () => {
  await product?.stop();
  await rig?.stop();
});

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ stateDir: rig.stateDir, host, argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const start = (argv: string[]): ChildProcess =>
  spawn(process.execPath, ['server/cli/overlane.mjs', ...argv], {
    env: { ...process.env, OVERLANE_URL: product.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** All of what a command says, gathered as it comes. */
function gathered(child: ChildProcess): { out: string; err: string } {
  const said = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.err += chunk.toString();
  });
  return said;
}

async function overlane(...argv: string[]): Promise<{ status: number | null; out: string; err: string }> {
  const child = start(argv);
  const said = gathered(child);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...said };
}

async function driftItems(): Promise<{ attribute: string; found: string; key: string }[]> {
  const { status, out, err } = await overlane('drift', '--json');
  expect(status, err + out).toBe(0);
  return JSON.parse(out).items;
}

/** Rows of the activity of one kind, the newest first; they are written within a second or so. */
const rowsOf = (kind: Activity['kind']) => listActivity({ limit: 50 }, { kinds: [kind] });

describe('drift', () => {
  it('is none after an apply', async () => {
    const { status, out } = await overlane('drift');
    expect([status, out.trim()]).toEqual([0, 'no drift: every host is as it was made']);
    expect((await overlane('drift', '--repair')).status).toBe(0);
  });

  it('is listed with what is expected and found, and counted by status; listing it is no failure', async () => {
    await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down');
    await expect
      .poll(async () => (await driftItems()).map(({ attribute, found }) => [attribute, found]), {
        timeout: 15_000,
      })
      .toEqual([['state', 'down']]);
    expect((await overlane('drift', '--host', 'node02', '--json')).out).toContain('"items": []');
    expect((await overlane('drift', '--host', 'nowhere')).status).toBe(1);
    const status = JSON.parse((await overlane('status', '--json')).out);
    expect(status.hosts.map((host: { drift: number }) => host.drift)).toEqual([1, 0]);
    expect(status.tenants.map((tenant: { drift: number }) => tenant.drift)).toEqual([1, 0]);
  });

  it('is repaired on demand, and that is written down with who asked', async () => {
    const { status, out, err } = await overlane('drift', '--repair', '--json');
    expect(status, err + out).toBe(0);
    expect(JSON.parse(out).repaired).toHaveLength(1);
    expect(await on('node01', 'ip', '-o', 'link', 'show', 'msft-vxl-10')).toContain('UP');
    expect(await driftItems()).toEqual([]);
    const rows = await rowsOf('drift');
    expect(rows.filter(({ action }) => action === 'drift.repair')).toMatchObject([
      { actor: 'cli', outcome: 'done', subject: 'msft-vxl-10 on node01' },
      { actor: 'cli', outcome: 'done', sentence: 'asked to repair state of msft-vxl-10 on node01' },
    ]);
    await expect
      .poll(async () => (await rowsOf('drift')).some(({ action }) => action === 'drift.seen'), {
        timeout: 10_000,
      })
      .toBe(true);
  });

  it('is accepted where intent has a word for it, and what cannot be says why', async () => {
    await on(
      'node01',
      'ip',
      'netns',
      'exec',
      'microsoft',
      'ip',
      'addr',
      'add',
      '10.1.0.44/24',
      'dev',
      'msft-veth1',
    );
    await on(
      'node01',
      'ip',
      'netns',
      'exec',
      'microsoft',
      'ip',
      'addr',
      'add',
      '10.1.0.45/24',
      'dev',
      'msft-veth1',
    );
    await on('node01', 'ip', 'link', 'set', 'dev', 'aapl-br', 'down');
    await expect.poll(async () => (await driftItems()).length, { timeout: 15_000 }).toBe(3);

    const { status, err } = await overlane('drift', '--accept');

    expect(status).toBe(1);
    expect(err).toContain('2 of 3 differences were accepted');
    expect(err).toContain('aapl-br on node01: intent has no word for a device that is down');
    const microsoft = (await loadIntent()).tenants.find(({ name }) => name === 'microsoft');
    const wire = microsoft?.endpoints.find(({ interfaces }) => interfaces[0]?.addresses.includes('10.1.0.4'))
      ?.interfaces[0];
    expect(wire?.addresses.toSorted()).toEqual(['10.1.0.4', '10.1.0.44', '10.1.0.45']);
    expect((await driftItems()).map(({ attribute }) => attribute)).toEqual(['state']);
    await expect
      .poll(
        async () =>
          (await rowsOf('drift')).filter(({ sentence }) => sentence.includes('was accepted')).length,
        {
          timeout: 10_000,
        },
      )
      .toBe(2);
    const [row] = (await rowsOf('drift')).filter(({ sentence }) => sentence.includes('was accepted'));
    expect(row).toMatchObject({ actor: 'cli', action: 'drift.ended', outcome: 'done' });
  });

  it('ends by itself when somebody puts it back, and that is written down too', async () => {
    await on('node01', 'ip', 'link', 'set', 'dev', 'aapl-br', 'up');
    await expect.poll(async () => (await driftItems()).length, { timeout: 15_000 }).toBe(0);
    await expect
      .poll(async () => (await rowsOf('drift'))[0]?.sentence, { timeout: 10_000 })
      .toContain('no run of ours did it');
    const links = (await rowsOf('link')).map(({ action, subject }) => [action, subject]);
    expect(links).toContainEqual(['link.down', 'aapl-br on node01']);
    expect(links).toContainEqual(['link.up', 'aapl-br on node01']);
  });
});

describe('watch', () => {
  it('tells what happens in lines of JSON, and ends well when it is interrupted', async () => {
    const child = start(['watch', '--json']);
    const said = gathered(child);
    // It says nothing before something happens: something is made to happen until it does.
    let mtu = 1400;
    await expect
      .poll(
        async () => {
          await on('node02', 'ip', 'link', 'set', 'dev', 'aapl-vxl-20', 'mtu', String(mtu++));
          return said.out;
        },
        { timeout: 30_000, interval: 500 },
      )
      .toMatch(/"kind":"drift".*aapl-vxl-20: mtu|aapl-vxl-20: mtu.*"kind":"drift"/s);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    const lines = said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ kind }) => kind === 'drift')).toMatchObject({ host: 'node02' });
    for (const { at } of lines) expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
    expect(said.err).toBe('');
  });

  it('ends when nobody reads any more', async () => {
    const child = start(['watch', '--host', 'node02']);
    const said = gathered(child);
    let mtu = 1300;
    await expect
      .poll(
        async () => {
          await on('node02', 'ip', 'link', 'set', 'dev', 'aapl-vxl-20', 'mtu', String(mtu++));
          return said.out;
        },
        { timeout: 30_000, interval: 500 },
      )
      .toContain('aapl-vxl-20');
    child.stdout?.destroy();
    const ended = once(child, 'close');
    let open = true;
    void ended.then(() => {
      open = false;
    });
    await expect
      .poll(
        async () => {
          if (open) await on('node02', 'ip', 'link', 'set', 'dev', 'aapl-vxl-20', 'mtu', String(mtu++));
          return open;
        },
        { timeout: 30_000, interval: 500 },
      )
      .toBe(false);
    expect(await ended).toEqual([0, null]);
    expect((await overlane('drift', '--repair')).status).toBe(0);
  });
});

describe('find', () => {
  it('names the endpoint and every host that knows a MAC, and refuses what is neither', async () => {
    const { tenants } = await loadIntent();
    const mac = tenants.find(({ name }) => name === 'microsoft')?.endpoints[1]?.interfaces[0]?.mac ?? '';
    await on('node01', 'ip', 'netns', 'exec', 'microsoft', 'ping', '-c', '1', '-W', '5', '10.1.0.5');
    await expect
      .poll(async () => (await overlane('find', mac.toUpperCase(), '--json')).out, { timeout: 15_000 })
      .toMatch(/"as": "FDB entry"/);
    const said = await overlane('find', mac);
    expect(said.status).toBe(0);
    expect(said.out).toContain(`${mac} is that of microsoft@node02`);
    expect(said.out).toMatch(/node02 +microsoft +msft-veth1 +device/);
    expect((await overlane('find', '10.9.9.9')).status).toBe(1);
    expect((await overlane('find', 'everything')).status).toBe(1);
  });
});

it('the history of a link says how it was at each moment', async () => {
  const { hosts } = await loadIntent();
  const key = statusKey.link(hosts[0]?.id ?? '', null, 'aapl-br');
  await expect
    .poll(async () => (await historyOf(key, { limit: 50 })).changes.map(({ health }) => health), {
      timeout: 10_000,
    })
    .toEqual(expect.arrayContaining(['healthy', 'failed']));
  const { changes, watched } = await historyOf(key, { limit: 50 });
  const failed = changes.find(({ health }) => health === 'failed');
  const then = await historyAt(failed?.at ?? 0);
  expect(then.watched).toBe(true);
  expect(then.statuses.find((status) => status.key === key)).toMatchObject({ health: 'failed' });
  expect(watched.length).toBeGreaterThan(0);
});
