import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import type { Draft } from './draft';
import type { ObjectRef } from './plan';

/**
 * What a plan may touch: all of these tenants, and of others what puts these items right. What is ours and of no tenant
 * of the intent is taken away in any case.
 */
export type Scope = {
  tenants: ReadonlySet<string>;
  items: readonly DriftItem[];
};

export function inScope(desired: Desired, { tenants, items }: Scope): (draft: Draft) => boolean {
  const present = new Set(desired.namespaces.map(({ tenantId }) => tenantId));
  for (const { tenantId } of desired.bridges) present.add(tenantId);
  const objects = new Set(items.map(({ object }) => nameOf(object)));
  return ({ step: { tenantId, object } }) =>
    tenantId === null || !present.has(tenantId) || tenants.has(tenantId) || objects.has(nameOf(object));
}

const nameOf = ({ namespace, name }: ObjectRef) => `${namespace ?? ''}/${name}`;
