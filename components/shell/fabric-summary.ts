import type { DriftItem, HostLive } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import type { Health, Status } from '@/server/status/status';

/** `short`: where there is room for a word only. */
export type Chip = {
  health: Health;
  word: string;
  short: string;
  why: string;
  leadsTo: 'hosts' | 'tenants' | 'drift';
};

const WORST_FIRST: readonly Health[] = ['failed', 'degraded', 'unknown', 'pending', 'healthy'];

export function worst(healths: readonly Health[]): Health {
  return WORST_FIRST.find((health) => healths.includes(health)) ?? 'unknown';
}

export function hostsChip(intent: Intent, lives: Record<string, HostLive>): Chip {
  const all = intent.hosts.length;
  if (all === 0)
    return {
      health: 'unknown',
      word: 'no hosts yet',
      short: 'no hosts',
      why: 'Add a host to begin.',
      leadsTo: 'hosts',
    };
  const notReady = intent.hosts.filter((host) => lives[host.id]?.state !== 'ready');
  if (notReady.length === 0) {
    return {
      health: 'healthy',
      word: `${all} ${plural(all, 'host')} ready`,
      short: `${all} ready`,
      why: 'Every host is connected and read.',
      leadsTo: 'hosts',
    };
  }
  const connecting = notReady.every((host) => (lives[host.id]?.state ?? 'connecting') === 'connecting');
  return {
    health: connecting ? 'pending' : notReady.length === all ? 'failed' : 'degraded',
    word: `${all - notReady.length} of ${all} hosts ready`,
    short: `${all - notReady.length} of ${all} ready`,
    why: `Not ready: ${names(notReady.map((host) => host.name))}.`,
    leadsTo: 'hosts',
  };
}

export function tenantsChip(intent: Intent, statuses: Record<string, Status>): Chip {
  const all = intent.tenants.length;
  const known = intent.tenants.map((tenant) => ({
    name: tenant.name,
    health: statuses[statusKey.tenant(tenant.id)]?.health ?? ('unknown' as const),
  }));
  const bad = known.filter((tenant) => tenant.health !== 'healthy');
  if (bad.length === 0) {
    return {
      health: 'healthy',
      word: `${all} ${plural(all, 'tenant')} healthy`,
      short: `${all} healthy`,
      why: 'What every host holds is what was asked for.',
      leadsTo: 'tenants',
    };
  }
  return {
    health: worst(bad.map((tenant) => tenant.health)),
    word: `${all - bad.length} of ${all} tenants healthy`,
    short: `${bad.length} not healthy`,
    why: names(bad.map((tenant) => `${tenant.name} ${tenant.health}`)),
    leadsTo: 'tenants',
  };
}

/** null: nothing drifted, which needs no word. */
export function driftChip(intent: Intent, drift: Record<string, DriftItem>): Chip | null {
  const items = Object.values(drift);
  if (items.length === 0) return null;
  const hosts = new Set(items.map(({ hostId }) => hostId));
  const where = intent.hosts.filter(({ id }) => hosts.has(id)).map(({ name }) => name);
  return {
    health: items.some(({ weight }) => weight === 'failed') ? 'failed' : 'degraded',
    word: `${items.length} drifted`,
    short: `${items.length} drifted`,
    why: `Changed by hand, not here, on ${names(where)}.`,
    leadsTo: 'drift',
  };
}

/** The one to tell where there is room for one only; null: all is well. Of equals the last: it names the cause. */
export function gravest(chips: readonly Chip[]): Chip | null {
  const gravity = ({ health }: Chip) => WORST_FIRST.indexOf(health);
  const [first] = chips
    .filter(({ health }) => health !== 'healthy')
    .toReversed()
    .sort((a, b) => gravity(a) - gravity(b));
  return first ?? null;
}

export function plural(count: number, noun: string): string {
  return count === 1 ? noun : `${noun}s`;
}

function names(list: string[]): string {
  return list.length <= 4 ? list.join(', ') : `${list.slice(0, 3).join(', ')} and ${list.length - 3} more`;
}
