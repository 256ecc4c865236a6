import { expect, it } from 'vitest';
import { SEED } from '../compile/fixtures/intent';
import { desiredOf, newHost, read } from './fixtures/host';
import type { Plan } from './plan';
import { plan } from './plan-host';
import { renderCommands, renderScript } from './script';

const step = (line: string[]) => ({
  line,
  action: 'create' as const,
  object: { kind: 'bridge' as const, name: 'x', namespace: null },
  sentence: '',
  because: null,
  flaps: false,
  tenantId: null,
});

it('writes each batch as the commands that an engineer would type', () => {
  const made: Plan = {
    hostId: 'h',
    revision: 7,
    refusals: [],
    strays: [],
    batches: [
      { tool: 'ip', namespace: null, independent: false, steps: [step(['netns', 'add', 'microsoft'])] },
      {
        tool: 'sysctl',
        namespace: 'microsoft',
        independent: false,
        steps: [step(['net.ipv4.ip_forward=0'])],
      },
      {
        tool: 'ip',
        namespace: 'microsoft',
        independent: false,
        steps: [step(['addr', 'add', '2001:db8::4/64', 'dev', 'msft-veth1', 'nodad'])],
      },
      { tool: 'bridge', namespace: null, independent: false, steps: [step(['fdb', 'append'])] },
    ],
  };
  expect(renderCommands(made)).toEqual([
    'ip netns add microsoft',
    'ip netns exec microsoft sysctl -q -w net.ipv4.ip_forward=0',
    'ip -n microsoft addr add 2001:db8::4/64 dev msft-veth1 nodad',
    'bridge fdb append',
  ]);
});

it('is a shell script that stops at the first failure and says what was not done', async () => {
  const kernel = newHost();
  kernel.addNamespace('apple');
  kernel.addOther(kernel.namespace('apple'), { name: 'tun0', mac: null, mtu: null, group: 0 }, 'tun');
  const script = renderScript(plan(desiredOf(SEED), await read(kernel), { isolate: false }), {
    name: 'node01',
  });
  expect(script.split('\n').slice(0, 4)).toEqual([
    '#!/bin/sh',
    '# node01: what Overlane would do for revision 1. Run as root on node01.',
    '# not done: there is already a network namespace apple on this host that Overlane did not make: choose another name, or remove it by hand',
    'set -e',
  ]);
});

it('lets no word and no sentence of a host become a command', () => {
  const made: Plan = {
    hostId: 'h',
    revision: 1,
    batches: [
      {
        tool: 'ip',
        namespace: null,
        independent: false,
        steps: [step(['link', 'del', 'dev', "a';reboot\n#"])],
      },
    ],
    strays: [],
    refusals: [
      {
        code: 'foreign-name',
        object: 'x',
        sentence: 'x\nreboot\u2028reboot',
        tenantId: null,
        networkId: null,
        endpointId: null,
      },
    ],
  };
  expect(renderCommands(made)).toEqual(["ip link del dev 'a'\\'';reboot\n#'"]);
  expect(renderScript(made, { name: 'node01' })).toContain('# not done: x reboot reboot\n');
});
