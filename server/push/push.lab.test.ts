import { afterAll, beforeAll, expect, it } from 'vitest';
import { LabHosts } from '../ssh/lab-hosts.testing';
import type { Section } from '../ssh/runner';
import { sshRunner } from '../ssh/runner-ssh';
import { batch, planOf } from './plan.testing';
import { push } from './push';

let lab: LabHosts;
beforeAll(async () => {
  lab = await LabHosts.up(1);
});
afterAll(() => lab.down());

const links: Section = { name: 'links', argv: ['ip', '-j', 'link', 'show'], onFailure: 'continue' };
const readBack = {
  sections: [links],
  timeoutMs: 30_000,
  namespaceTail: { lines: ['link show', 'address show'], sectionName: (name: string) => `namespace ${name}` },
};
const named = (json: string | undefined) =>
  (JSON.parse(json ?? '') as { ifname: string }[]).map(({ ifname }) => ifname).sort();

it('makes a tenant in one job and reads the host and the namespace back', async () => {
  const plan = planOf(
    batch('ip', [
      'netns add msft',
      'link add name msft-br group 7652 type bridge',
      'link add name msft-veth0 group 7652 type veth peer name msft-veth1 netns msft group 7652',
      'link set dev msft-veth0 master msft-br up',
    ]),
    batch('sysctl', ['net.ipv4.ip_forward=0', 'net.ipv6.conf.all.forwarding=0'], { namespace: 'msft' }),
    batch('ip', ['link set dev lo up', 'addr add 10.1.0.4/24 dev msft-veth1', 'link set dev msft-veth1 up'], {
      namespace: 'msft',
    }),
  );
  const reached = await push(await lab.runner(0), plan, readBack);
  expect(reached).toMatchObject({
    fault: null,
    steps: 9,
    batches: [{ kind: 'done' }, { kind: 'done' }, { kind: 'done' }],
  });
  const [inside, root] = reached.readBack;
  expect(root?.name).toBe('links');
  expect(named(root?.stdout)).toEqual(['eth0', 'eth1', 'lo', 'msft-br', 'msft-veth0']);
  expect(inside?.name).toBe('namespace msft');
  const documents = inside?.stdout.trim().split('\n') ?? [];
  expect(documents).toHaveLength(2);
  expect(named(documents[0])).toEqual(['lo', 'msft-veth1']);
  expect(documents[1]).toContain('"local":"10.1.0.4"');
});

it('stops a batch at an object that somebody else put there, goes on with the independent one, and reads', async () => {
  await lab.witness(0, 'ip', 'link', 'add', 'name', 'theirs', 'type', 'bridge');
  const plan = planOf(
    batch('ip', [
      'link add name ours1 type bridge',
      'link add name theirs type bridge',
      'link set dev theirs up',
      'link add name ours2 type bridge',
    ]),
    batch('bridge', ['fdb append 02:00:00:00:00:01 dev theirs']),
    batch('ip', ['link add name other type bridge'], { independent: true }),
  );
  const reached = await push(await lab.runner(0), plan, readBack);
  expect(reached.batches).toEqual([
    { kind: 'failed', step: 1, sentence: 'File exists' },
    { kind: 'not-run' },
    { kind: 'done' },
  ]);
  expect(reached.steps).toBe(2);
  const there = named(reached.readBack[0]?.stdout);
  expect(there).toEqual(expect.arrayContaining(['ours1', 'theirs', 'other']));
  expect(there).not.toContain('ours2');
  expect(await lab.witness(0, 'cat', '/sys/class/net/theirs/operstate')).toBe('down\n');
});

it('names the setting that a host refuses', async () => {
  const plan = planOf(batch('sysctl', ['net.ipv4.ip_forward=0', 'net.ipv4.no_such_setting=1']));
  const reached = await push(await lab.runner(0), plan, readBack);
  expect(reached.batches).toEqual([
    { kind: 'failed', step: 1, sentence: expect.stringContaining('No such file or directory') },
  ]);
});

it('says of a namespace that is gone what ip says', async () => {
  const plan = planOf(batch('ip', ['link set dev lo up'], { namespace: 'gone' }));
  const reached = await push(await lab.runner(0), plan, readBack);
  expect(reached.batches).toEqual([
    { kind: 'failed', step: null, sentence: expect.stringContaining('Cannot open network namespace "gone"') },
  ]);
  expect(reached.readBack.map(({ name }) => name)).toEqual(['links']);
});

it('of a connection that goes while it runs tells what is known and what is not', async () => {
  const session = await lab.session(0);
  const slow: Section = { name: 'slow', argv: ['sleep', '3'], onFailure: 'continue' };
  const plan = planOf(batch('ip', ['link add name before type bridge']));
  const pushing = push(sshRunner(session, 'root'), plan, { ...readBack, sections: [slow, links] });
  await expect.poll(() => lab.processes(0)).toContain('sleep 3');
  session.cut();
  const reached = await pushing;
  expect(reached).toMatchObject({ batches: [{ kind: 'done' }], fault: { fault: 'connection-lost' } });
  expect(reached.readBack).toEqual([]);
});
