import { describe, expect, it } from 'vitest';
import type { HostLive } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { proposeHost, proposeTenant } from '@/server/model/propose';
import { statusKey } from '@/server/model/status-key';
import type { Health } from '@/server/status/status';
import { happened, type Seen } from './transitions';

const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
const bare: Intent = { revision: 1, vxlan: { port: 8472 }, drift: 'report', hosts: [host], tenants: [] };
const tenant = proposeTenant(bare, { name: 'microsoft' });
const intent: Intent = { ...bare, tenants: [tenant] };

function seen(state: HostLive['state'], health: Health, revision = 1): Seen {
  const key = statusKey.tenant(tenant.id);
  const live: HostLive = {
    hostId: host.id,
    state,
    since: 0,
    reason: { code: 'x', severity: 'error', sentence: 'no route to it', remedy: null },
    nextTryAt: null,
    shownKey: null,
    capabilities: null,
    findings: [],
    observed: null,
    heardAt: null,
    activeRevision: null,
    run: null,
  };
  return {
    intent: { ...intent, revision },
    hosts: { [host.id]: live },
    statuses: { [key]: { key, health, sentence: 'so it is', facts: [], tenantId: tenant.id } },
  };
}

describe('what the wall tells', () => {
  it('says nothing when nothing changed', () => {
    expect(happened(seen('ready', 'healthy'), seen('ready', 'healthy'))).toEqual([]);
  });
  it('says nothing of the first look', () => {
    expect(happened({ ...seen('ready', 'failed'), intent: null }, seen('ready', 'failed'))).toEqual([]);
  });
  it('names the host that went and why', () => {
    expect(happened(seen('ready', 'healthy'), seen('unreachable', 'healthy'))).toEqual([
      { what: 'node01 is unreachable: no route to it', health: 'degraded' },
    ]);
  });
  it('names a tenant whose health changed and a new revision', () => {
    expect(happened(seen('ready', 'healthy'), seen('ready', 'failed', 2)).map((one) => one.what)).toEqual([
      'revision 2 was committed',
      'microsoft is failed: so it is',
    ]);
  });
});
