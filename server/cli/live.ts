import type { HostLive, LiveEvent, ProofState } from '../controller/face';
import type { Isolation } from '../diagnose/isolation/isolation';
import type { DriftItem } from '../drift/drift-item';
import { applyPatch } from '../live/apply-patch';
import type { Intent } from '../model/intent';
import type { Rollout } from '../model/rollout';
import type { Status } from '../status/status';
import type { Client } from './client';
import { Failure } from './failure';

/** The fabric as the server last said it is. */
export type Fabric = {
  now: number;
  intent: Intent;
  hosts: Map<string, HostLive>;
  drift: Map<string, DriftItem>;
  isolation: Isolation;
  proofs: ProofState;
  rollouts: Map<number, Rollout>;
  statuses: Map<string, Status>;
};

/**
 * Follows the live stream until `done` gives something else than null.
 * @param limitMs milliseconds; then `late` decides what the answer is.
 */
export function follow<T>(
  client: Client,
  limitMs: number,
  done: (fabric: Fabric) => T | null,
  late: (fabric: Fabric | null) => T,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let fabric: Fabric | null = null;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      subscription.unsubscribe();
      settle();
    };
    const subscription = client.live.watch.subscribe(
      {},
      {
        onData: (message) => {
          fabric = withEvent(fabric, message.data);
          if (!fabric) return;
          const answer = done(fabric);
          if (answer !== null) finish(() => resolve(answer));
        },
        onError: (error) => finish(() => reject(error)),
      },
    );
    const timer = setTimeout(() => {
      finish(() => {
        try {
          resolve(late(fabric));
        } catch (error) {
          reject(error);
        }
      });
    }, limitMs);
  });
}

/** The state now: one snapshot. */
export function look(client: Client): Promise<Fabric> {
  return follow(
    client,
    10_000,
    (fabric) => fabric,
    () => {
      throw new Failure('no-answer', 'the server did not send its state within 10 s');
    },
  );
}

/** The fabric after an event; null before the first snapshot. Its maps are the same, changed. */
export function withEvent(fabric: Fabric | null, event: LiveEvent): Fabric | null {
  if (event.kind === 'snapshot') {
    return {
      now: event.now,
      intent: event.intent,
      hosts: new Map(event.hosts.map((host) => [host.hostId, host])),
      drift: new Map(event.drift.map((item) => [item.key, item])),
      isolation: event.isolation,
      proofs: event.proofs,
      rollouts: new Map(event.rollouts.map((rollout) => [rollout.revision, rollout])),
      statuses: new Map(event.statuses.map((status) => [status.key, status])),
    };
  }
  if (!fabric) return null;
  const next: Fabric = { ...fabric, now: event.now };
  switch (event.kind) {
    case 'intent':
      next.intent = event.intent;
      break;
    case 'host':
      next.hosts.set(event.host.hostId, event.host);
      break;
    case 'host-state': {
      const observed = next.hosts.get(event.host.hostId)?.observed ?? null;
      next.hosts.set(event.host.hostId, { ...event.host, observed });
      break;
    }
    case 'observed': {
      const host = next.hosts.get(event.patch.hostId);
      if (host?.observed) {
        const observed = applyPatch(host.observed, event.patch);
        next.hosts.set(event.patch.hostId, { ...host, observed, heardAt: event.heardAt });
      }
      break;
    }
    case 'heard':
      for (const [hostId, heardAt] of Object.entries(event.heardAt)) {
        const host = next.hosts.get(hostId);
        if (host) next.hosts.set(hostId, { ...host, heardAt });
      }
      break;
    case 'drift':
      for (const item of event.set) next.drift.set(item.key, item);
      for (const key of event.gone) next.drift.delete(key);
      break;
    case 'rollout':
      next.rollouts.set(event.rollout.revision, event.rollout);
      break;
    case 'isolation':
      next.isolation = event.isolation;
      break;
    case 'proofs':
      next.proofs = event.proofs;
      break;
    case 'statuses':
      for (const status of event.set) next.statuses.set(status.key, status);
      for (const key of event.gone) next.statuses.delete(key);
  }
  return next;
}
