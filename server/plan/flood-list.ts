import type { DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { compareFlood } from '../model/flood-list';
import { FLOOD_MAC } from '../model/vxlan';
import type { FdbEntry } from '../observe/observed';
import { type Context, create, type Draft, remove } from './draft';
import { line } from './line';
import type { View } from './view';

/** What is added comes first, so that no frame is lost between. */
export function floodSteps(wanted: DesiredVxlan, host: View): Draft[] {
  const context: Context = {
    stage: 'flood',
    tool: 'bridge',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'flood-entry', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const { missing, superfluous } = compareFlood(host.fdb.get(wanted.name) ?? [], wanted);
  return [
    ...missing.map((vtep) =>
      create(
        context,
        line.addFlood(wanted.name, vtep),
        `let ${wanted.name} flood to ${vtep}`,
        host.links.has(wanted.name) ? `flood entry: none vs ${vtep}` : undefined,
      ),
    ),
    ...superfluous
      // A device's name is whatever somebody gave it; an entry by one that no batch can hold is left.
      .filter(({ via }) => !via || badDeviceName(via) === null)
      .map((entry) => removal(context, wanted.name, entry)),
  ];
}

function removal(context: Context, name: string, entry: FdbEntry & { dst: string }): Draft {
  const { mac, dst } = entry;
  const overrides = [
    ...(entry.via ? ['via', entry.via] : []),
    ...(entry.port ? ['port', String(entry.port)] : []),
    ...(entry.vni ? ['vni', String(entry.vni)] : []),
  ];
  const what = mac === FLOOD_MAC ? 'flood' : `send frames for ${mac}`;
  const words = [dst, ...overrides].join(' ');
  return remove(
    context,
    line.deleteFdb(name, mac, dst, overrides),
    `let ${name} no longer ${what} to ${words}`,
    `${mac === FLOOD_MAC ? 'flood entry' : `entry of ${mac}`}: ${words} vs none`,
    false,
  );
}
