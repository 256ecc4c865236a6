import type { Intent } from './intent';
import type { Operation } from './operation';

/**
 * Operations that were each made on this intent without knowing of the others, as those of one change: what two of
 * them do to one thing, both do. Where they cannot both have their way, the later one has.
 */
export function mergedOperations(intent: Intent, operations: readonly Operation[]): Operation[] {
  const merged = new Map<string, Operation>();
  for (const operation of operations) {
    const thing = thingOf(operation);
    const before = merged.get(thing);
    merged.set(thing, before ? both(intent, before, operation) : operation);
  }
  return [...merged.values()];
}

/** Whether what an operation that was made on `base` would do has been done, whatever else was. */
export function isMade(base: Intent, operation: Operation, present: Intent): boolean {
  if (operation.op.endsWith('.remove')) return objectOf(present, operation) === undefined;
  const wanted = objectIn(operation);
  const found = objectOf(present, operation);
  if (wanted === undefined || found === undefined) return false;
  const before = objectOf(base, operation);
  return before === undefined || same(merge(before, found, wanted), found);
}

function both(intent: Intent, a: Operation, b: Operation): Operation {
  // What one of them takes away needs nothing set.
  if (a.op.endsWith('.remove')) return a;
  const base = objectOf(intent, b);
  if (a.op !== b.op || base === undefined) return b;
  if (a.op === 'endpoint.set' && b.op === 'endpoint.set') {
    return { ...b, endpoint: merge(base, a.endpoint, b.endpoint) as typeof b.endpoint };
  }
  if (a.op === 'network.set' && b.op === 'network.set') {
    return { ...b, network: merge(base, a.network, b.network) as typeof b.network };
  }
  if (a.op === 'host.set' && b.op === 'host.set') {
    return { ...b, host: merge(base, a.host, b.host) as typeof b.host };
  }
  return b;
}

/** The object that an operation brings whole. */
function objectIn(operation: Operation): unknown {
  if ('endpoint' in operation) return operation.endpoint;
  if ('network' in operation) return operation.network;
  if ('host' in operation) return operation.host;
  return 'tenant' in operation ? operation.tenant : undefined;
}

/** That object as intent has it. */
function objectOf(intent: Intent, operation: Operation): unknown {
  if (operation.op.startsWith('host.')) {
    const hostId = 'host' in operation ? operation.host.id : 'hostId' in operation ? operation.hostId : '';
    return intent.hosts.find(({ id }) => id === hostId);
  }
  const tenantId =
    'tenant' in operation ? operation.tenant.id : 'tenantId' in operation ? operation.tenantId : '';
  const tenant = intent.tenants.find(({ id }) => id === tenantId);
  if (operation.op.startsWith('endpoint.')) {
    const wanted =
      'endpoint' in operation ? operation.endpoint.id : 'endpointId' in operation ? operation.endpointId : '';
    return tenant?.endpoints.find(({ id }) => id === wanted);
  }
  if (operation.op.startsWith('network.')) {
    const wanted =
      'network' in operation ? operation.network.id : 'networkId' in operation ? operation.networkId : '';
    return tenant?.networks.find(({ id }) => id === wanted);
  }
  return tenant;
}

/** Of two that changed from the same. */
function merge<T>(base: T, a: T, b: T): T {
  if (same(a, base)) return b;
  if (same(b, base) || same(a, b)) return a;
  if (Array.isArray(base) && Array.isArray(a) && Array.isArray(b)) return mergeLists(base, a, b) as T;
  if (!isRecord(base) || !isRecord(a) || !isRecord(b)) return b;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  const kept = [...keys].filter((key) => (key in a && key in b) || !(key in base));
  return Object.fromEntries(
    kept.map((key) => {
      if (!(key in a)) return [key, b[key]];
      if (!(key in b)) return [key, a[key]];
      return [key, merge(base[key], a[key], b[key])];
    }),
  ) as T;
}

function mergeLists(base: readonly unknown[], a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const known = byIdentity(base);
  const others = byIdentity(b);
  const kept = a.flatMap((item) => {
    const id = identityOf(item);
    const other = others.get(id);
    if (other === undefined) return known.has(id) ? [] : [item];
    return [merge(known.get(id), item, other)];
  });
  const ids = byIdentity(a);
  const added = b.filter((item) => !known.has(identityOf(item)) && !ids.has(identityOf(item)));
  return [...kept, ...added];
}

function byIdentity(list: readonly unknown[]): Map<string, unknown> {
  return new Map(list.map((item) => [identityOf(item), item]));
}

/** Interfaces are told apart by their network; texts are themselves. */
function identityOf(item: unknown): string {
  if (isRecord(item)) return String(item.id ?? item.networkId ?? JSON.stringify(item));
  return JSON.stringify(item);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

function thingOf(operation: Operation): string {
  if ('endpoint' in operation) return `endpoint ${operation.endpoint.id}`;
  if ('endpointId' in operation) return `endpoint ${operation.endpointId}`;
  if ('network' in operation) return `network ${operation.network.id}`;
  if ('networkId' in operation) return `network ${operation.networkId}`;
  if ('tenant' in operation) return `tenant ${operation.tenant.id}`;
  if ('tenantId' in operation) return `tenant ${operation.tenantId}`;
  if ('host' in operation) return `host ${operation.host.id}`;
  return 'hostId' in operation ? `host ${operation.hostId}` : operation.op;
}
