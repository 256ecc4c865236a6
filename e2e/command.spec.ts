import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { execInHost } from '../lab/lab';
import { kernelState, namespaces } from '../lab/witness/kernel-state';
import { overlane, spawnOverlane } from './support/command';
import { type Stack, startStack } from './support/stack';

test.describe.configure({ mode: 'serial', timeout: 120_000 });

const SEED = 'lab/seed.yaml';
const seedText = readFileSync(SEED, 'utf8');
let stack: Stack;
const at = (host: string) => ({ stateDir: stack.labDir, host });

test.beforeAll(async () => {
  stack = await startStack({ hosts: 3, name: 'command' });
});
test.afterAll(() => stack?.stop());

test('a bad file is refused whole, with line and reason for every fault, and nothing is touched', async () => {
  const before = await kernelState(at('node01'));
  const bad = seedText
    .replace('vni: 20', 'vni: 16777216')
    .replace('host: node02', 'host: nowhere')
    .replace('prefix: msft', 'prefix: MSFT');
  const said = await overlane(stack, ['apply', '-f', '-'], bad);
  expect(said.status).toBe(1);
  expect(said.stderr).toMatch(/-:7: .*prefix/);
  expect(said.stderr).toMatch(/-:14: .*VNI/);
  expect(await kernelState(at('node01'))).toBe(before);
  const meaning = await overlane(
    stack,
    ['apply', '-f', '-'],
    seedText.replace('host: node02', 'host: nowhere'),
  );
  expect(meaning.status).toBe(1);
  expect(meaning.stderr).toMatch(/-:11: .*there is no host nowhere/);
});

test('plan shows the commands and changes nothing', async () => {
  const before = await kernelState(at('node01'));
  const said = await overlane(stack, ['plan', '-f', SEED]);
  expect(said.status, said.stderr).toBe(0);
  expect(said.stdout).toContain('type vxlan id 10');
  expect(await kernelState(at('node01'))).toBe(before);
});

test('apply makes the fabric equal to the file and waits for the hosts; again it is no change', async () => {
  const first = await overlane(stack, ['apply', '-f', SEED, '--json']);
  expect(first.status, first.stdout).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({ changed: true });
  expect(await namespaces(at('node01'))).toEqual(['apple', 'microsoft']);
  const again = await overlane(stack, ['apply', '-f', SEED, '--json']);
  expect(again.status, again.stdout).toBe(0);
  expect(JSON.parse(again.stdout)).toMatchObject({ changed: false });
});

test('status gives each host and tenant with state, revision and age', async () => {
  const said = await overlane(stack, ['status', '--json']);
  expect(said.status).toBe(0);
  const status = JSON.parse(said.stdout);
  expect(status.hosts.map((host: { name: string; state: string }) => [host.name, host.state])).toEqual([
    ['node01', 'ready'],
    ['node02', 'ready'],
  ]);
  for (const row of [...status.hosts, ...status.tenants]) {
    expect(row.revision).toBe(status.revision);
    expect(row.ageMs).toBeLessThan(15_000);
  }
});

test('what is exported applies without a change', async () => {
  const { stdout } = await overlane(stack, ['export']);
  const said = await overlane(stack, ['apply', '-f', '-', '--json'], stdout);
  expect(said.status, said.stdout).toBe(0);
  expect(JSON.parse(said.stdout)).toMatchObject({ changed: false });
});

test('ping goes from an endpoint to an endpoint, and its status tells of loss', async () => {
  const good = await overlane(stack, [
    'ping',
    'microsoft@node01',
    'microsoft@node02',
    '-c',
    '2',
    '-i',
    '0.2',
  ]);
  expect(good.status, good.stderr).toBe(0);
  expect(good.stdout).toContain('0% packet loss');
  const lost = await overlane(stack, ['ping', 'microsoft@node01', '10.1.0.99', '-c', '1', '--json']);
  expect(lost.status).toBe(1);
  const nobody = await overlane(stack, ['ping', 'google@node01', '10.1.0.5']);
  expect(nobody.status).toBe(1);
  expect(nobody.stderr).toContain('microsoft@node01');
});

test('drift is listed, counted for Prometheus, and repaired on demand', async () => {
  await on('node01', 'ip', 'link', 'set', 'dev', 'msft-vxl-10', 'down');
  const items = async () => JSON.parse((await overlane(stack, ['drift', '--json'])).stdout).items;
  await expect
    .poll(async () => (await items()).map((item: { attribute: string }) => item.attribute), {
      timeout: 20_000,
    })
    .toEqual(['state']);
  const token = readFileSync(join(stack.dataDir, 'metrics-token'), 'utf8').trim();
  const metrics = await fetch(`${stack.url}/api/metrics`, { headers: { authorization: `Bearer ${token}` } });
  expect(await metrics.text()).toContain('overlane_drift_items{host="node01",kind="vxlan"} 1\n');
  expect((await fetch(`${stack.url}/api/metrics`)).status).toBe(401);
  const repaired = await overlane(stack, ['drift', '--repair']);
  expect(repaired.status, repaired.stderr).toBe(0);
  expect(await on('node01', 'ip', '-o', 'link', 'show', 'msft-vxl-10')).toContain('UP');
  expect(await items()).toEqual([]);
});

test('watch tells what happens until it is interrupted', async () => {
  const child = spawnOverlane(stack, ['watch', '--json']);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  // It is silent until something happens, so something is made to happen until it is heard.
  let address = 20;
  await expect
    .poll(
      async () => {
        await on('node02', 'ip', 'addr', 'add', `198.51.100.${address++}/32`, 'dev', 'lo');
        return said;
      },
      { timeout: 30_000, intervals: [500] },
    )
    .toContain('has 198.51.100.');
  child.kill('SIGINT');
  const [status] = (await once(child, 'close')) as [number | null];
  expect(status).toBe(0);
  for (const line of said.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('what');
  await on('node02', 'ip', 'addr', 'flush', 'dev', 'lo', 'to', '198.51.100.0/24');
});

test('a host whose key is not pinned is named with its fingerprint and the command that trusts it', async () => {
  const node03 = stack.lab?.hosts.find((host) => host.name === 'node03');
  if (!node03) throw new Error('the lab has no third host');
  const more = seedText.replace(
    'tenants:',
    `  node03: { address: 198.18.0.3, key: ${node03.privateKeyPath}, underlay: { device: eth1, address: 10.10.10.30 } }\ntenants:`,
  );
  const refused = await overlane(stack, ['apply', '-f', '-'], more);
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain(node03.hostKeyFingerprint);
  expect(refused.stderr).toContain('host trust node03');
  const trusted = await overlane(stack, [
    'host',
    'trust',
    'node03',
    node03.hostKeyFingerprint,
    '--address',
    '198.18.0.3',
    '--key',
    node03.privateKeyPath,
  ]);
  expect(trusted.status, trusted.stderr).toBe(0);
  const applied = await overlane(stack, ['apply', '-f', '-'], more);
  expect(applied.status, applied.stderr).toBe(0);
  const { stdout } = await overlane(stack, ['host', 'list', '--json']);
  expect(JSON.parse(stdout)).toHaveLength(3);
  const removed = await overlane(stack, ['host', 'remove', 'node03']);
  expect(removed.status, removed.stderr).toBe(0);
});

/** Processes of `ip` that the controller starts on the host from an apply on, before each of which it is killed. */
const CRASH_POINTS = [1, 2, 3, 4, 5, 6];

test('killed before any process that it starts on a host, it converges after its restart and makes nothing twice', async () => {
  test.setTimeout(240_000);
  await on('node01', 'sh', '-c', INSTALL_GATE);
  for (const point of CRASH_POINTS) {
    await apply('tenants: {}\n');
    await on(
      'node01',
      'sh',
      '-c',
      `rm -f /run/gate/calls /run/gate/reached /run/gate/open; echo ${point} > /run/gate/at`,
    );
    const applying = overlane(stack, ['apply', '-f', SEED, '--wait', '1']);
    await expect.poll(() => there('/run/gate/reached'), { timeout: 20_000, intervals: [20] }).toBe(true);
    await stack.restart('SIGKILL');
    await on('node01', 'sh', '-c', 'rm -f /run/gate/at; touch /run/gate/open');
    await applying;
    await apply(seedText);
    const links = await on('node01', 'ip', '-o', 'link', 'show', 'group', '7652');
    expect(
      links
        .trim()
        .split('\n')
        .map((line) => line.split(/[:@ ]+/)[1])
        .sort(),
    ).toEqual(['aapl-br', 'aapl-veth0', 'aapl-vxl-20', 'msft-br', 'msft-veth0', 'msft-vxl-10']);
    for (const tenant of ['microsoft', 'apple']) {
      await on('node01', 'ip', 'netns', 'exec', tenant, 'ping', '-c', '1', '-W', '3', '10.1.0.5');
    }
  }
});

/**
 * A gate in front of `ip` in this host's own mount namespace: the call whose number stands in /run/gate/at says that
 * it was reached and waits until the gate is opened.
 */
const INSTALL_GATE = `
mkdir -p /run/gate && cp "$(command -v ip)" /run/gate/ip.real
cat > /run/gate/ip <<'GATE'
#!/bin/sh
if [ -e /run/gate/at ]; then
  echo x >> /run/gate/calls
  if [ "$(wc -l < /run/gate/calls)" -eq "$(cat /run/gate/at)" ]; then
    : > /run/gate/reached
    while [ ! -e /run/gate/open ]; do sleep 0.02; done
  fi
fi
exec /run/gate/ip.real "$@"
GATE
chmod 755 /run/gate/ip
for path in /usr/sbin/ip /usr/bin/ip /sbin/ip /bin/ip; do
  if [ -e "$path" ] && ! grep -q /run/gate "$path"; then mount --bind /run/gate/ip "$path"; fi
done`;

async function apply(text: string): Promise<void> {
  const said = await overlane(stack, ['apply', '-f', '-'], text);
  expect(said.status, said.stderr).toBe(0);
}

async function on(host: string, ...argv: string[]): Promise<string> {
  const { status, stdout, stderr } = await execInHost({ ...at(host), argv });
  if (status !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

async function there(file: string): Promise<boolean> {
  return (await execInHost({ ...at('node01'), argv: ['test', '-e', file] })).status === 0;
}
