import { createHash } from 'node:crypto';
import type { Desired } from '../compile/desired';

/** What of intent was made on a host and read back. */
export type Applied = {
  /** The boot of the host that it was made in: after another one all of it is to be made again. */
  bootId: string;
  /** Per tenant id, a digest of what it shall have on this host. */
  tenants: Readonly<Record<string, string>>;
};

const known = new WeakMap<Desired, ReadonlyMap<string, string>>();

/** Per tenant id a digest of what this host shall have of it: another digest is something to be made. */
export function digests(desired: Desired): ReadonlyMap<string, string> {
  const before = known.get(desired);
  if (before) return before;
  const made = digestsOf(desired);
  known.set(desired, made);
  return made;
}

function digestsOf(desired: Desired): ReadonlyMap<string, string> {
  const parts = new Map<string, unknown[]>();
  const put = (tenantId: string, what: unknown) => {
    const list = parts.get(tenantId);
    if (list) list.push(what);
    else parts.set(tenantId, [desired.underlay, what]);
  };
  for (const list of [desired.bridges, desired.vxlans, desired.veths, desired.namespaces]) {
    for (const object of list) put(object.tenantId, object);
  }
  return new Map([...parts].map(([tenantId, list]) => [tenantId, digest(list)]));
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
