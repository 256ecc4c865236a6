import { describe, expect, it } from 'vitest';
import { emptyIntent, liveOf, withTenant } from '@/components/topology/graph/fixtures/fabric';
import type { DriftItem } from '@/server/api/types';
import { statusKey } from '@/server/model/status-key';
import type { Health, Status } from '@/server/status/status';
import { driftChip, gravest, hostsChip, tenantsChip } from './fabric-summary';

const intent = withTenant(emptyIntent(2), 'microsoft', [1, 2]);
const [first, second] = intent.hosts.map(({ id }) => id);
const ready = Object.fromEntries(intent.hosts.map(({ id }) => [id, liveOf(id)]));
const tenants = (health: Health): Record<string, Status> => {
  const key = statusKey.tenant(intent.tenants[0]?.id ?? '');
  return { [key]: { key, health, sentence: '', facts: [], tenantId: null } };
};
const drifted = { hostId: first, weight: 'failed' } as DriftItem;

describe('the fabric in a few words', () => {
  it('says of hosts how many are ready, and names those that are not', () => {
    expect(hostsChip(intent, ready)).toMatchObject({ health: 'healthy', word: '2 hosts ready' });
    const away = { ...ready, [second ?? '']: liveOf(second ?? '', { state: 'unreachable' }) };
    expect(hostsChip(intent, away)).toMatchObject({
      health: 'degraded',
      word: '1 of 2 hosts ready',
      why: 'Not ready: node02.',
    });
  });

  it('says nothing of drift where there is none, and where it is', () => {
    expect(driftChip(intent, {})).toBeNull();
    expect(driftChip(intent, { x: drifted })).toMatchObject({
      health: 'failed',
      word: '1 drifted',
      why: 'Changed by hand, not here, on node01.',
    });
  });

  it('tells the worst where there is room for one only, the cause before what follows', () => {
    const well = [hostsChip(intent, ready), tenantsChip(intent, tenants('healthy'))];
    expect(gravest(well)).toBeNull();
    const chips = [hostsChip(intent, ready), tenantsChip(intent, tenants('failed'))];
    expect(gravest(chips)?.leadsTo).toBe('tenants');
    const drift = driftChip(intent, { x: drifted });
    expect(gravest([...chips, ...(drift ? [drift] : [])])?.leadsTo).toBe('drift');
  });
});
