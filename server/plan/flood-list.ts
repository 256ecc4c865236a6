import type { DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { FLOOD_MAC } from '../model/vxlan';
import type { FdbEntry } from '../observe/observed';
import { type Context, create, type Draft, remove } from './draft';
import { line } from './line';
import type { View } from './view';

/**
 * The FDB of a VXLAN interface of ours: an all-zero entry for each other VTEP, and nothing else that somebody
 * wrote (what it learned is left alone). A device made with `remote X` has X as an entry, so it equals one whose
 * list is {X}.
 */
export function floodSteps(wanted: DesiredVxlan, host: View): Draft[] {
  const context: Context = {
    stage: 'flood',
    tool: 'bridge',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'flood-entry', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const missing = new Set(wanted.flood);
  const superfluous: FdbEntry[] = [];
  for (const entry of host.fdb.get(wanted.name) ?? []) {
    if (entry.dst === null || !isWritten(entry)) continue;
    const plain = isPlain(entry, wanted);
    if (entry.mac === FLOOD_MAC && plain && missing.delete(entry.dst)) continue;
    // A device's name is whatever somebody gave it; one that no batch can hold is left.
    if (!entry.via || badDeviceName(entry.via) === null) superfluous.push(entry);
  }
  return [
    ...[...missing].map((vtep) =>
      create(
        context,
        line.addFlood(wanted.name, vtep),
        `let ${wanted.name} flood to ${vtep}`,
        host.links.has(wanted.name) ? `flood entry: none vs ${vtep}` : undefined,
      ),
    ),
    ...superfluous.map((entry) => removal(context, wanted, entry)),
  ];
}

function isWritten(entry: FdbEntry): boolean {
  return entry.mac === FLOOD_MAC || entry.state === 'permanent' || entry.state === 'static';
}

/** `via` is the underlay device in the default entry of a device made with `remote X dev Y`. */
function isPlain(entry: FdbEntry, wanted: DesiredVxlan): boolean {
  return (
    (entry.via ?? wanted.device) === wanted.device &&
    (entry.port ?? wanted.port) === wanted.port &&
    (entry.vni ?? wanted.vni) === wanted.vni
  );
}

function removal(context: Context, wanted: DesiredVxlan, entry: FdbEntry): Draft {
  const dst = `${entry.dst}`;
  const overrides = [
    ...(entry.via ? ['via', entry.via] : []),
    ...(entry.port ? ['port', String(entry.port)] : []),
    ...(entry.vni ? ['vni', String(entry.vni)] : []),
  ];
  const what = entry.mac === FLOOD_MAC ? 'flood' : `send frames for ${entry.mac}`;
  const words = overrides.length > 0 ? ` (${overrides.join(' ')})` : '';
  return remove(
    context,
    line.deleteFdb(wanted.name, entry.mac, dst, overrides),
    `let ${wanted.name} no longer ${what} to ${dst}${words}`,
    `${entry.mac === FLOOD_MAC ? 'flood entry' : `entry of ${entry.mac}`}: ${dst}${words} vs none`,
    false,
  );
}
