import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Intent } from '@/server/model/intent';
import { operate } from '@/server/model/operation';
import { proposeHost, proposeTenant } from '@/server/model/propose';

// The browser's storage, which node does not have: the draft must outlive a reload.
const kept = new Map<string, string>();
vi.stubGlobal('window', {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  },
});

const { DRAFT_STORAGE, useDraft } = await import('./draft-store');
const { useLive } = await import('./live-store');

const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
const empty: Intent = { revision: 3, vxlan: { port: 8472 }, drift: 'report', hosts: [host], tenants: [] };
const microsoft = proposeTenant(empty, { name: 'microsoft' });
const withMicrosoft = operate(empty, [{ op: 'tenant.add', tenant: microsoft }]).intent;
const apple = proposeTenant(withMicrosoft, { name: 'apple' });

const draft = () => useDraft.getState();
const names = () => draft().view?.intent.tenants.map((tenant) => tenant.name);

beforeEach(() => {
  useLive.setState({ intent: empty });
  useDraft.setState({ sending: 'no' });
  draft().discard();
});

describe('the draft', () => {
  it('undoes and redoes in order', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    draft().add([{ op: 'tenant.add', tenant: apple }], 'add apple');
    draft().undo();
    expect(names()).toEqual(['microsoft']);
    draft().undo();
    expect(names()).toEqual([]);
    draft().redo();
    draft().redo();
    expect(names()).toEqual(['microsoft', 'apple']);
  });

  it('forgets what could be redone once something else is drafted', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    draft().undo();
    draft().add([{ op: 'tenant.add', tenant: apple }], 'add apple');
    draft().redo();
    expect(names()).toEqual(['apple']);
  });

  it('says why something does not fit, and stays as it was', () => {
    const misfit = draft().add([{ op: 'tenant.remove', tenantId: 'nobody' }], 'remove nobody');
    expect(misfit).toContain('there is no tenant');
    expect(draft().entries).toEqual([]);
  });

  it('moves to a newer revision by itself', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    useLive.setState({ intent: { ...empty, revision: 4, vxlan: { port: 4789 } } });
    expect(draft().base).toBe(4);
    expect(draft().view?.intent.vxlan.port).toBe(4789);
    expect(names()).toEqual(['microsoft']);
  });

  it('keeps mine, put on what somebody else wrote, only when told so', () => {
    draft().add([{ op: 'host.set', host: { ...host, user: 'admin' } }], 'change node01');
    const theirs = operate(empty, [{ op: 'host.set', host: { ...host, port: 2222 } }]).intent;
    useLive.setState({ intent: { ...theirs, revision: 4 } });
    const [clash] = draft().view?.clashes ?? [];
    expect(clash?.kind).toBe('changed');
    draft().keepMine(clash?.entryId ?? '');
    expect(draft().view?.clashes).toEqual([]);
    // What somebody else wrote in another field is not written over.
    expect(draft().view?.intent.hosts[0]).toMatchObject({ user: 'admin', port: 2222 });
  });

  it('stays on screen between the commit and the arrival of its revision, then ends', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    draft().sent();
    draft().settled(4);
    expect(names()).toEqual(['microsoft']);
    useLive.setState({ intent: { ...withMicrosoft, revision: 4 } });
    expect(draft().entries).toEqual([]);
    expect(draft().view?.intent.revision).toBe(4);
  });

  it('does not take its own revision for somebody else’s when that arrives before the answer', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    draft().sent();
    useLive.setState({ intent: { ...withMicrosoft, revision: 4 } });
    expect(draft().view?.clashes).toEqual([]);
    draft().settled(4);
    expect(draft().entries).toEqual([]);
  });

  it('goes on after a refused commit', () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    draft().sent();
    draft().settled(null);
    expect(names()).toEqual(['microsoft']);
  });

  it('comes back after a reload', async () => {
    draft().add([{ op: 'tenant.add', tenant: microsoft }], 'add microsoft');
    const stored = kept.get(DRAFT_STORAGE) ?? '';
    draft().discard();
    kept.set(DRAFT_STORAGE, stored);
    await useDraft.persist.rehydrate();
    draft().refresh();
    expect(names()).toEqual(['microsoft']);
  });
});
