import { beforeEach, describe, expect, it } from 'vitest';
import type { HostLive } from '@/server/api/types';
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
  activeRevision: 3,
  run: null,
  ...over,
});
const intent = { revision: 3, vxlan: { port: 8472 }, hosts: [], tenants: [] };
const state = () => useLive.getState();

beforeEach(() => {
  useLive.setState({ connected: 'connecting', lostAt: null, heardAt: null });
  state().take({ id: 1, kind: 'snapshot', now: 1_000, intent, hosts: [live()], statuses: [] });
});

describe('the live store', () => {
  it('leaves a host the same object when only time and counters differ', () => {
    const before = state().hosts.h1;
    state().take({
      id: 2,
      kind: 'read',
      hostId: 'h1',
      readAt: 1_900,
      activeRevision: 3,
      counters: {},
      now: 2_000,
    });
    expect(state().hosts.h1).toBe(before);
    expect(state().readAt.h1).toBe(1_900);
  });

  it('takes a newly active revision from a read', () => {
    state().take({
      id: 2,
      kind: 'read',
      hostId: 'h1',
      readAt: 1_900,
      activeRevision: 4,
      counters: {},
      now: 2_000,
    });
    expect(state().hosts.h1?.activeRevision).toBe(4);
  });

  it('raises the observed version when a host changed, and not for a read', () => {
    const before = state().observedVersion;
    state().take({
      id: 2,
      kind: 'read',
      hostId: 'h1',
      readAt: 1,
      activeRevision: 3,
      counters: {},
      now: 2_000,
    });
    expect(state().observedVersion).toBe(before);
    state().take({ id: 3, kind: 'host', host: live({ state: 'unreachable' }), now: 2_100 });
    expect(state().observedVersion).toBe(before + 1);
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
