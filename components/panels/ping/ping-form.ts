import { notAssignable, parseAddress } from '@/server/model/address';
import { endpointLabel, type Intent } from '@/server/model/intent';

/** Bounds of a ping, as the server keeps them. Interval in seconds, size in bytes of ICMP payload. */
export const PING_BOUNDS = {
  count: { least: 1, most: 1000 },
  interval: { least: 0.2, most: 10 },
  size: { least: 0, most: 65_507 },
} as const;

export type PingFields = {
  from: string | null;
  target: string;
  count: string;
  interval: string;
  size: string;
  dontFragment: boolean;
};

export type PingSource = {
  endpointId: string;
  hostId: string;
  namespace: string;
  label: string;
  tenantId: string;
  tenant: string;
  color: number;
  addresses: string[];
};

export function pingSources(intent: Intent): PingSource[] {
  return intent.tenants.flatMap((tenant) =>
    tenant.endpoints.map((endpoint) => ({
      endpointId: endpoint.id,
      hostId: endpoint.hostId,
      namespace: endpoint.namespace,
      label: endpointLabel(tenant, endpoint, intent.hosts),
      tenantId: tenant.id,
      tenant: tenant.name,
      color: tenant.color,
      addresses: endpoint.interfaces.flatMap((wire) => wire.addresses),
    })),
  );
}

/** What can be pinged from an endpoint, by name: the others of its tenant, an entry for each address. */
export function pingTargets(sources: readonly PingSource[], from: PingSource | null) {
  if (!from) return [];
  return sources
    .filter((source) => source.tenantId === from.tenantId && source.endpointId !== from.endpointId)
    .flatMap((source) => source.addresses.map((address) => ({ address, label: source.label })));
}

/** An address to ping, from an address or an endpoint's label; null where it is neither. */
export function resolveTarget(text: string, sources: readonly PingSource[]): string | null {
  const typed = text.trim();
  const address = parseAddress(typed);
  if (address) return address.text;
  return sources.find((source) => source.label === typed)?.addresses[0] ?? null;
}

export type PingFaults = Partial<Record<keyof PingFields, string>>;

export function checkPing(fields: PingFields, sources: readonly PingSource[]): PingFaults {
  const faults: PingFaults = {};
  if (!sources.some((source) => source.endpointId === fields.from))
    faults.from = 'Choose the endpoint to ping from.';
  const target = targetFault(fields.target, sources);
  if (target !== null) faults.target = target;
  faults.count = outside(fields.count, PING_BOUNDS.count, true, 'packets');
  faults.interval = outside(fields.interval, PING_BOUNDS.interval, false, 'seconds');
  faults.size = outside(fields.size, PING_BOUNDS.size, true, 'bytes');
  return Object.fromEntries(Object.entries(faults).filter(([, sentence]) => sentence !== undefined));
}

/** Why packets cannot be sent to what was typed, or null. */
export function targetFault(text: string, sources: readonly PingSource[]): string | null {
  const typed = text.trim();
  if (!typed) return 'Choose an endpoint, or write an address such as 10.1.0.5.';
  const target = resolveTarget(typed, sources);
  if (target === null)
    return `“${typed}” is neither an endpoint nor an address in its usual form, such as 10.1.0.5 or 2001:db8::5.`;
  const address = parseAddress(target);
  const bad = address && notAssignable(address);
  return bad ? `${bad}: choose an address that one endpoint holds.` : null;
}

function outside(
  text: string,
  bounds: { least: number; most: number },
  whole: boolean,
  unit: string,
): string | undefined {
  const value = Number(text);
  const right = text.trim() !== '' && Number.isFinite(value) && (!whole || Number.isInteger(value));
  if (right && value >= bounds.least && value <= bounds.most) return undefined;
  return `${bounds.least} to ${bounds.most} ${unit}`;
}
