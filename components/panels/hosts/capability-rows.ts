import type { Capabilities } from '@/server/observe/capabilities';

export type CapabilityRow = { what: string; value: string; good: boolean; why: string | null };

/** A slow login shell makes every command of that host slow. Milliseconds. */
const SLOW_SHELL_MS = 400;

const RIGHTS: Record<Capabilities['rights'], { value: string; good: boolean }> = {
  root: { value: 'root', good: true },
  sudo: { value: 'by sudo -n', good: true },
  none: { value: 'none', good: false },
};

/** What a host can do, for a person; what is missing says what goes without it. */
export function capabilityRows(capabilities: Capabilities): CapabilityRow[] {
  const there = (what: string, good: boolean, without: string): CapabilityRow => ({
    what,
    value: good ? 'yes' : 'missing',
    good,
    why: good ? null : without,
  });
  return [
    { what: 'System', value: capabilities.system, good: true, why: null },
    { what: 'Kernel', value: capabilities.kernel, good: true, why: null },
    {
      what: 'iproute2',
      value: capabilities.iproute2 ?? 'missing',
      good: capabilities.iproute2 !== null,
      why: capabilities.iproute2 === null ? 'without it nothing can be built' : null,
    },
    there('JSON of iproute2', capabilities.json, 'iproute2 4.13 or newer is needed to read the host'),
    {
      what: 'Rights',
      ...RIGHTS[capabilities.rights],
      why: capabilities.rights === 'none' ? 'root, or sudo without a password, is needed' : null,
    },
    there('VXLAN in the kernel', capabilities.vxlan, 'without it no tenant can be built here'),
    there('ping', capabilities.ping, 'the ping panel does not work from here'),
    there('tcpdump', capabilities.tcpdump, 'captures do not work here; the rest does'),
    {
      what: 'Login shell',
      value: `${capabilities.shellMs} ms`,
      good: capabilities.shellMs < SLOW_SHELL_MS,
      why: capabilities.shellMs < SLOW_SHELL_MS ? null : 'slow: look at what the shell runs when it starts',
    },
  ];
}
