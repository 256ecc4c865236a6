import type { Fault } from '../model/check';
import type { Intent, Tenant } from '../model/intent';
import type { Operation } from '../model/operation';
import type { FoundTenant, Proposal } from './proposal';

/** A tenant to adopt, and what of it was seen. */
export type Chosen = {
  key: string;
  digest: string;
  /** Another name than the found one; its namespaces keep theirs. */
  name?: string;
};

/**
 * What makes the chosen tenants intent, or why they cannot be.
 *
 * Each network keeps its UDP port. Where the fabric has no network yet and all that is adopted has one port, that
 * becomes the fabric's too: what is made later then goes the way that is known to be open.
 */
export function adoptOperations(
  intent: Intent,
  proposal: Proposal,
  chosen: readonly Chosen[],
): { operations: Operation[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const tenants: Tenant[] = [];
  const ports = new Set<number>();
  for (const one of chosen) {
    const found = proposal.tenants.find(({ key }) => key === one.key);
    const why = whyNot(found, one);
    if (!found || why !== null) {
      faults.push({ path: found?.tenant.name ?? one.key, sentence: why ?? '' });
      continue;
    }
    tenants.push({ ...found.tenant, name: one.name ?? found.tenant.name });
    for (const { port } of found.presences) ports.add(port);
  }
  if (faults.length > 0) return { operations: [], faults };
  const [port, ...more] = ports;
  const first = intent.tenants.every(({ networks }) => networks.length === 0);
  const moved = first && port !== undefined && more.length === 0 && port !== intent.vxlan.port;
  return {
    operations: [
      ...(moved ? [{ op: 'fabric.set', vxlan: { port } } as const] : []),
      ...tenants.map((tenant) => ({ op: 'tenant.add', tenant }) as const),
    ],
    faults,
  };
}

function whyNot(found: FoundTenant | undefined, { key, digest }: Chosen): string | null {
  if (!found) return `what was found as ${key} is not there any more: look again`;
  const [obstacle] = found.obstacles;
  if (obstacle) return `${found.tenant.name} cannot be adopted as it is: ${obstacle.sentence}`;
  if (found.digest !== digest)
    return `${found.tenant.name} changed on the hosts since you looked: look again`;
  return null;
}

/** "adopt tenants microsoft and apple" */
export function adoptSentence(operations: readonly Operation[]): string {
  const names = operations.flatMap((operation) =>
    operation.op === 'tenant.add' ? [operation.tenant.name] : [],
  );
  return `adopt ${names.length === 1 ? 'tenant' : `${names.length} tenants`} ${names.join(', ')}`.slice(
    0,
    200,
  );
}
