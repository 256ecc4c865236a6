import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execInHost } from '../../lab/lab';
import { type Rig, startRig } from './rig.testing';

const HOSTS = 16;
const TENANTS = 10;

/** Every tenant is on every host but one, with the same addresses as all the others: host n holds 10.1.0.(n + 10). */
const skips = (tenant: number) => tenant + 1;
const addressOn = (host: number) => `10.1.0.${host + 10}`;
const nodeName = (host: number) => `node${String(host).padStart(2, '0')}`;

function fabricFile(): string {
  const tenants = Array.from({ length: TENANTS }, (_, tenant) => {
    const endpoints = Array.from({ length: HOSTS }, (_, n) => n + 1)
      .filter((host) => host !== skips(tenant))
      .map((host) => `      - { host: ${nodeName(host)}, network: default, address: ${addressOn(host)} }`);
    return [
      `  t${tenant}:`,
      `    prefix: t${tenant}`,
      `    networks: { default: { vni: ${tenant + 1}, subnets: [10.1.0.0/24] } }`,
      '    endpoints:',
      ...endpoints,
    ].join('\n');
  });
  return `tenants:\n${tenants.join('\n')}\n`;
}

let rig: Rig;
beforeAll(async () => {
  rig = await startRig({ hosts: HOSTS });
  await rig.settled();
});
afterAll(() => rig.stop());

/** Runs pings of one host's namespaces side by side, and says which answered. */
async function pings(host: number, list: { namespace: string; target: string }[]): Promise<boolean[]> {
  // One shell on the host for all of them: `ip netns exec` and ping are two processes each as it is.
  const script =
    'while read -r n a; do ip netns exec "$n" ping -n -q -c 1 -W 2 "$a" >/dev/null 2>&1 && echo "$n $a"; done';
  const lanes = Array.from({ length: 4 }, (_, lane) => list.filter((_, index) => index % 4 === lane));
  const answered = new Set<string>();
  await Promise.all(
    lanes.map(async (lane) => {
      const input = lane.map(({ namespace, target }) => `${namespace} ${target}\n`).join('');
      const argv = ['sh', '-c', script];
      const { stdout } = await execInHost({
        stateDir: rig.stateDir,
        host: nodeName(host),
        argv,
        stdio: { input },
      });
      for (const line of stdout.split('\n')) answered.add(line);
    }),
  );
  return list.map(({ namespace, target }) => answered.has(`${namespace} ${target}`));
}

describe('16 hosts and 10 tenants that all hold the same addresses', () => {
  it('are applied', async () => {
    await rig.commitFile(fabricFile());
    await rig.settled();
  });

  it('reach every endpoint of their own', async () => {
    const silent: string[] = [];
    const hosts = Array.from({ length: HOSTS }, (_, n) => n + 1);
    for (let tenant = 0; tenant < TENANTS; tenant++) {
      const members = hosts.filter((host) => host !== skips(tenant));
      const namespace = `t${tenant}`;
      await Promise.all(
        members.map(async (host) => {
          const list = members
            .filter((other) => other !== host)
            .map((other) => ({ namespace, target: addressOn(other) }));
          const answers = await pings(host, list);
          for (const [index, ok] of answers.entries()) {
            if (!ok) silent.push(`${nodeName(host)} ${namespace} → ${list[index]?.target}`);
          }
          // Lab hosts share one kernel and so its one limit of neighbours (gc_thresh3, 1024 for all namespaces).
          const argv = ['ip', '-n', namespace, 'neigh', 'flush', 'all'];
          await execInHost({ stateDir: rig.stateDir, host: nodeName(host), argv });
        }),
      );
    }
    expect(silent).toEqual([]);
  }, 180_000);

  it('get no answer from the nine neighbours that hold an address which they do not have themselves', async () => {
    for (let tenant = 0; tenant < TENANTS; tenant++) {
      const from = skips(tenant) === 1 ? 2 : 1;
      const target = addressOn(skips(tenant));
      // The positive control: another tenant of the same host, which has an endpoint at that address, gets its answer.
      const holder = Array.from({ length: TENANTS }, (_, n) => n).find(
        (other) => other !== tenant && skips(other) !== from && skips(other) !== skips(tenant),
      );
      const [own, control] = await pings(from, [
        { namespace: `t${tenant}`, target },
        { namespace: `t${holder}`, target },
      ]);
      expect({ tenant, own, control }).toEqual({ tenant, own: false, control: true });
    }
  }, 120_000);
});
