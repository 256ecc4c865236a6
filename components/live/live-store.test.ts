import { beforeEach, describe, expect, it } from 'vitest';
import type { HostLive } from '@/server/api/types';
import { NO_PROOFS } from '@/server/controller/fixtures/no-proofs';
import { APART } from '@/server/diagnose/isolation/fixtures/apart';
import type { Observed } from '@/server/observe/observed';
import { useLive } from './live-store';

const live = (over: Partial<HostLive> = {}): HostLive => ({
  hostId: 'h1',
  state: 'ready',
  since: 0,
  reason: null,
  nextTryAt: null,
  shownKey: null,
  capabilities: null,
  findings: [],
  observed: null,
  shape: 1,
  heardAt: null,
  activeRevision: 3,
  run: null,
  ...over,
});
const intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report' as const, hosts: [], tenants: [] };
const seen: Observed = {
  hostId: 'h1',
  readAt: 1_000,
  bootId: 'boot',
  links: [],
  fdb: [],
  routes: [],
  neighbours: [],
  namespaces: [],
  forwarding: { ipv4: false, ipv6: false },
};
const state = () => useLive.getState();

beforeEach(() => {
  useLive.setState({ connected: 'connecting', lostAt: null, heardAt: null });
  state().take({
    id: 1,
    kind: 'snapshot',
    now: 1_000,
    intent,
    hosts: [live()],
    statuses: [],
    drift: [],
    carriage: [],
    rollouts: [],
    isolation: APART,
    proofs: NO_PROOFS,
  });
});

describe('the live store', () => {
  it('leaves a host the same object at a sign of life and at new counters', () => {
    const before = state().hosts.h1;
    state().take({ id: 2, kind: 'heard', heardAt: { h1: 1_900 }, now: 2_000 });
    state().take({ id: 3, kind: 'counters', hostId: 'h1', at: 1_950, counters: {}, now: 2_000 });
    expect(state().hosts.h1).toBe(before);
    expect(state().knownAt.h1).toBe(1_900);
    expect(state().sampledAt.h1).toBe(1_950);
  });

  it('takes a newly active revision, and leaves what was observed', () => {
    state().take({ id: 2, kind: 'host', host: live({ observed: seen }), now: 2_000 });
    const { observed: _, ...rest } = live({ activeRevision: 4 });
    state().take({ id: 3, kind: 'host-state', host: rest, now: 2_100 });
    expect(state().hosts.h1?.activeRevision).toBe(4);
    expect(state().hosts.h1?.observed).toBe(seen);
  });

  it('patches what was observed, and raises its version only then', () => {
    state().take({ id: 2, kind: 'host', host: live({ observed: seen }), now: 2_000 });
    const before = state().observedVersion;
    state().take({ id: 3, kind: 'heard', heardAt: { h1: 2_050 }, now: 2_050 });
    expect(state().observedVersion).toBe(before);
    const patch = { hostId: 'h1', readAt: 1_000, bootId: 'another' };
    state().take({ id: 4, kind: 'observed', patch, heardAt: 2_090, now: 2_100 });
    expect(state().observedVersion).toBe(before + 1);
    expect(state().hosts.h1?.observed).toEqual({ ...seen, bootId: 'another' });
    expect(state().hosts.h1?.observed?.links).toBe(seen.links);
  });

  it('sets and drops statuses', () => {
    const status = {
      key: 'tenant:t',
      health: 'healthy',
      sentence: 'fine',
      facts: [],
      tenantId: 't',
    } as const;
    state().take({ id: 2, kind: 'statuses', set: [{ ...status, facts: [] }], gone: [], now: 2_000 });
    expect(Object.keys(state().statuses)).toEqual(['tenant:t']);
    state().take({ id: 3, kind: 'statuses', set: [], gone: ['tenant:t'], now: 2_100 });
    expect(state().statuses).toEqual({});
  });

  it('forgets hosts that left intent', () => {
    state().take({ id: 2, kind: 'intent', intent: { ...intent, revision: 4 }, now: 2_000 });
    expect(state().hosts).toEqual({});
  });

  it('dates a lost stream by the last event, and clears that when it is back', () => {
    state().connection('live');
    state().connection('lost');
    expect(state().lostAt).toBe(1_000);
    state().connection('live');
    expect(state().lostAt).toBeNull();
  });

  it('never goes back to an older intent that an answer brought', () => {
    state().takeIntent({ ...intent, revision: 2 });
    expect(state().intent?.revision).toBe(3);
  });
});
