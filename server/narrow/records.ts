import type { Operation } from '../model/operation';
import type { Fence } from './fence';
import { isWithin } from './operations';
import { withoutOthers } from './words';

type Row = {
  actor: string;
  action: string;
  subject: string;
  sentence: string;
  tenantIds: string[];
};

/** Whose sentences are made of names; people write what they like. */
const NOBODYS = new Set(['network', 'controller']);
/** What the network did to a host as a whole. */
const OF_HOSTS = new Set(['host.state', 'host.reboot']);

/**
 * A row of the activity as they may read it: of their tenants, of hosts, and of what they did themselves; null: it is of
 * others. Of what people did to others too nothing is told but that it happened, since they write what they like; so with
 * what touched tenants that are gone, whose names nobody knows any more.
 */
export function narrowRow<T extends Row>(row: T, fence: Fence, reader: string): T | null {
  const theirs = row.tenantIds.filter((id) => fence.tenantIds.has(id));
  const others = row.tenantIds.filter((id) => !fence.tenantIds.has(id));
  if (theirs.length === 0 && row.actor !== reader && !OF_HOSTS.has(row.action)) return null;
  const isPlain = others.length === 0 || row.actor === reader || NOBODYS.has(row.actor);
  if (isPlain && others.every((id) => fence.others.has(id))) {
    return {
      ...row,
      subject: withoutOthers(row.subject, fence),
      sentence: withoutOthers(row.sentence, fence),
      tenantIds: theirs,
    };
  }
  const names = fence.tenants.filter(({ id }) => theirs.includes(id)).map(({ name }) => name);
  const subject = names.join(', ') || 'hosts';
  return { ...row, subject, sentence: `something that touched ${subject}, and more`, tenantIds: theirs };
}

/** Whether a change of the past is one that they could have made. */
export function isTheirChange(operations: readonly Operation[], fence: Fence): boolean {
  return operations.every((operation) => isWithin(operation, fence));
}

/** Whether the result of a probe is theirs: it began at an endpoint or in a network of theirs, by the ids of its key. */
export function isTheirResult(key: string, { ids, hidden }: Fence): boolean {
  const [first = '', second] = key.split(' ');
  return ids.has(first) && !(second !== undefined && hidden.has(second));
}

/** Whether a place on the canvas is theirs to see: that of a host, or of a thing of theirs. */
export function isTheirPlace(key: string, { ids, onHosts, hidden }: Fence): boolean {
  const parts = key.split(/[:@/]/);
  return parts.some((part) => ids.has(part) || onHosts.has(part)) && !parts.some((part) => hidden.has(part));
}
