import type { DesiredVxlan } from '../compile/desired';
import { badDeviceName } from '../model/device-name';
import { compareFlood } from '../model/flood-list';
import { FLOOD_MAC } from '../model/vxlan';
import type { FdbEntry } from '../observe/observed';
import { create, type Draft, mending, type Place, presenceOf, remove } from './draft';
import { line } from './line';
import type { View } from './view';

/** What is added comes first, so that no frame is lost between. */
export function floodSteps(wanted: DesiredVxlan, host: View): Draft[] {
  const place: Place = {
    stage: 'flood',
    tool: 'bridge',
    namespace: null,
    key: wanted.tenantId,
    object: { kind: 'flood-entry', name: wanted.name, namespace: null },
    tenantId: wanted.tenantId,
  };
  const there = host.links.has(wanted.name);
  const device = presenceOf({ kind: 'vxlan', name: wanted.name, namespace: null });
  const { missing, superfluous } = compareFlood(host.fdb.get(wanted.name) ?? [], wanted);
  return [
    ...missing.map((vtep) =>
      create(
        there ? mending(place, 'flood entry', vtep) : { ...place, mends: [device] },
        line.addFlood(wanted.name, vtep),
        `let ${wanted.name} flood to ${vtep}`,
        there ? `flood entry: none vs ${vtep}` : undefined,
      ),
    ),
    ...superfluous
      // A device's name is whatever somebody gave it; an entry by one that no batch can hold is left.
      .filter(({ via }) => !via || badDeviceName(via) === null)
      .map((entry) => removal(place, wanted.name, entry)),
  ];
}

function removal(place: Place, name: string, entry: FdbEntry & { dst: string }): Draft {
  const { mac, dst } = entry;
  const overrides = [
    ...(entry.via ? ['via', entry.via] : []),
    ...(entry.port ? ['port', String(entry.port)] : []),
    ...(entry.vni ? ['vni', String(entry.vni)] : []),
  ];
  const what = mac === FLOOD_MAC ? 'flood' : `send frames for ${mac}`;
  const words = [dst, ...overrides].join(' ');
  const flood = mac === FLOOD_MAC;
  return remove(
    flood ? mending(place, 'flood entry', words) : mending(place, 'entry', `${mac} ${words}`),
    line.deleteFdb(name, mac, dst, overrides),
    `let ${name} no longer ${what} to ${words}`,
    `${mac === FLOOD_MAC ? 'flood entry' : `entry of ${mac}`}: ${words} vs none`,
    false,
  );
}
