import type { FoundTenant } from '@/server/api/types';

/** `a`, `a and b`, `a, b and 3 more`. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const left = names.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${left} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function canBeAdopted({ obstacles }: FoundTenant): boolean {
  return obstacles.length === 0;
}

/** What adopting writes: a mark for each device and for each namespace's lo, on this many hosts. */
export function marksOf(tenants: readonly FoundTenant[]): { marks: number; hosts: number } {
  const hosts = new Set<string>();
  let marks = 0;
  for (const { presences, seats, tenant } of tenants) {
    marks += 2 * presences.length + 2 * seats.length + tenant.endpoints.length;
    for (const { hostId } of presences) hosts.add(hostId);
  }
  return { marks, hosts: hosts.size };
}

/** "2 tenants were built by hand: microsoft and apple", or null where there is nothing to say. */
export function headline(tenants: readonly FoundTenant[]): string | null {
  if (tenants.length === 0) return null;
  const names = listed(tenants.map(({ tenant }) => tenant.name));
  return tenants.length === 1
    ? `A tenant was built by hand on the hosts: ${names}`
    : `${tenants.length} tenants were built by hand on the hosts: ${names}`;
}

/** What can be done about them. */
export function prospect(tenants: readonly FoundTenant[]): string {
  const free = tenants.filter(canBeAdopted).length;
  if (free === 0) return 'Something is in the way of adopting.';
  if (free < tenants.length) return `${free} of them can be adopted as found, without losing a packet.`;
  return `${free === 1 ? 'It' : 'They'} can be adopted as found, without losing a packet.`;
}

export function sentence(text: string): string {
  const first = text.charAt(0);
  // The name of a device or namespace is as it is: `msft-br on node01 …`.
  const word = /^[\w.-]+/.exec(text)?.[0] ?? '';
  const isName = /[\d._-]/.test(word);
  return `${isName ? first : first.toUpperCase()}${text.slice(1)}.`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
