import { statusKey } from '../model/status-key';
import { rollUp } from '../status/roll-up';
import type { Status } from '../status/status';
import type { Fence } from './fence';

const HOST = statusKey.host('');

/** The host that a status is of as a whole, or null. */
export function hostOfStatus(key: string): string | null {
  return key.startsWith(HOST) ? key.slice(HOST.length) : null;
}

/** The hosts that a thing is on, by its key: those as whose part its status counts. */
export function hostsOfPart(key: string, { endpoints }: Fence): string[] {
  const [kind, rest = ''] = split(key, ':');
  switch (kind) {
    case 'network':
      return [rest.slice(rest.indexOf('@') + 1)];
    case 'endpoint':
      return [endpoints.get(rest)?.hostId ?? ''].filter(Boolean);
    case 'link':
      return [split(rest, '/')[0]];
    case 'tunnel':
      return rest.split('/').slice(1);
    default:
      return [];
  }
}

export function isTheirStatus({ tenantId }: { tenantId: string | null }, { tenantIds }: Fence): boolean {
  return tenantId !== null && tenantIds.has(tenantId);
}

/**
 * How a host stands for them: by their parts of it, where it is connected; else in its own words. How other tenants
 * fare on it is not told.
 */
export function narrowHostStatus<T extends Status>(
  whole: T,
  { name, ready }: { name: string; ready: boolean },
  parts: readonly Status[],
): Status {
  if (!ready) return whole;
  if (parts.length === 0) {
    if (whole.health === 'unknown') return { ...whole, facts: [] };
    const sentence = `${name} is connected and has nothing of your tenants`;
    return { ...whole, health: 'healthy', sentence, facts: [] };
  }
  return rollUp({ key: whole.key, name, tenantId: null }, parts, {
    whole: `everything of your tenants on ${name} is as intent says`,
    nothing: '',
  });
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)];
}
