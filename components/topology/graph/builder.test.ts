import { describe, expect, it } from 'vitest';
import type { DriftItem } from '@/server/drift/drift-item';
import { statusKey } from '@/server/model/status-key';
import type { Status } from '@/server/status/status';
import { type BuildInput, GraphBuilder } from './build';
import { emptyIntent, hostNo, inputOf, liveOf, withTenant } from './fixtures/fabric';

const all = Array.from({ length: 12 }, (_, i) => i + 1);
const twelve = withTenant(withTenant(emptyIntent(12), 'microsoft', all), 'apple', [1, 2, 3]);

const failed = (key: string): Status => ({
  key,
  health: 'failed',
  sentence: 'it is down',
  facts: [],
  tenantId: null,
});

const drifted = (hostId: string, tenantId: string, networkId: string): DriftItem => ({
  key: `${hostId}/bridge//mcrs-br/mtu`,
  hostId,
  tenantId,
  networkId,
  endpointId: null,
  object: { kind: 'bridge', name: 'mcrs-br', namespace: null },
  attribute: 'mtu',
  expected: '1450',
  found: '1400',
  sentence: 'mtu of mcrs-br is 1400, 1450 was asked for',
  weight: 'degraded',
  since: 1,
  accept: { whyNot: 'no word for it' },
});

/** Numbers of the hosts whose cards are other objects than before. */
function rebuilt(builder: GraphBuilder, before: BuildInput, after: BuildInput, touched: string[] | null) {
  const old = builder.build(before);
  const next = builder.build(after, touched);
  return next.hosts.flatMap((card, i) => (card === old.hosts[i] ? [] : [i + 1]));
}

describe('building again', () => {
  const input = inputOf(twelve);

  it('gives the very same graph where nothing changed', () => {
    const builder = new GraphBuilder();
    expect(builder.build({ ...input, statuses: { ...input.statuses } })).toBe(builder.build(input));
  });

  it('makes one card anew for one host that was read', () => {
    const id = hostNo(7).id;
    const after = { ...input, hosts: { [id]: liveOf(id) } };
    expect(rebuilt(new GraphBuilder(), input, after, [])).toEqual([7]);
  });

  it.each([
    ['told which', true],
    ['not told which', false],
  ])('makes one card anew for one status that changed, %s', (_, told) => {
    const key = statusKey.host(hostNo(4).id);
    const after = { ...input, statuses: { [key]: failed(key) }, unwell: { [key]: failed(key) } };
    expect(rebuilt(new GraphBuilder(), input, after, told ? [key] : null)).toEqual([4]);
  });

  it('leaves cards alone that a new revision of intent says the same of', () => {
    const anew = structuredClone(withTenant(twelve, 'google', [9]));
    const after = { ...input, intent: { ...anew, revision: 4 }, draft: { ...anew, revision: 4 } };
    expect(rebuilt(new GraphBuilder(), input, after, [])).toEqual([9]);
  });

  it('marks what drifted at the lane and at the device, and on that host only', () => {
    const tenant = twelve.tenants[0];
    const networkId = tenant?.networks[0]?.id ?? '';
    const item = drifted(hostNo(2).id, tenant?.id ?? '', networkId);
    const builder = new GraphBuilder();
    const after = { ...input, drift: { [item.key]: item } };
    expect(rebuilt(builder, input, after, [])).toEqual([2]);
    const card = builder.build(after, []).hosts[1];
    expect(card?.drift).toBe(1);
    expect(card?.lanes.map(({ drift }) => drift.map(({ part, sentence }) => [part, sentence]))).toEqual([
      [['bridge', 'mtu of mcrs-br is 1400, 1450 was asked for']],
      [],
    ]);
  });

  it('counts a tunnel that fails in a fabric with more of them than are listed', () => {
    const many = Array.from({ length: 60 }, (_, i) => i + 1);
    const intent = withTenant(emptyIntent(60), 'microsoft', many);
    const key = statusKey.tunnel(intent.tenants[0]?.networks[0]?.id ?? '', hostNo(3).id, hostNo(9).id);
    const builder = new GraphBuilder();
    const before = builder.build(inputOf(intent));
    expect(before.meshes[0]).toMatchObject({ count: 1770, members: 60, failed: 0 });
    const sick = { [key]: failed(key) };
    const after = builder.build({ ...inputOf(intent), statuses: sick, unwell: sick }, [key]);
    expect(after.meshes[0]).toMatchObject({ failed: 1 });
    expect(after.tunnels.map((tunnel) => tunnel.key)).toEqual([key]);
  });
});
