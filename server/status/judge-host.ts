import { compareFlood } from '../model/flood-list';
import { statusKey } from '../model/status-key';
import type { Refusal } from '../plan/plan';
import { bridgeDifferences } from './bridge';
import type { Difference } from './difference';
import { judge } from './judge';
import { Lists } from './lists';
import type { Names } from './names';
import type { HostView } from './reading';
import { rollUp } from './roll-up';
import type { Status } from './status';
import { Stopped } from './stopped';
import type { TunnelEnd } from './tunnel';
import { hostEndDifferences, namespaceDifferences, namespaceEndDifferences } from './veth';
import { vxlanDifferences } from './vxlan';

export type JudgedHost = {
  /** Of devices, presences of networks, and endpoints. */
  statuses: Status[];
  /** Devices and namespaces: what everything else is made of. */
  parts: Status[];
  ends: TunnelEnd[];
};

/** Every device of one host, and what these make up. */
export function judgeHost(host: HostView, names: Names): JudgedHost {
  const { desired, hostId, name: hostName, revision } = host;
  const stopped = new Stopped(host.reading?.refusals ?? []);
  const parts = new Lists<Status>();
  const links: Status[] = [];
  const rooms: Status[] = [];
  const judgeLink = (
    place: { namespace: string | null; name: string; tenantId: string },
    whole: string,
    inTheWay: readonly Refusal[],
    differences: (host: HostView) => Difference[],
  ): Status => {
    const { name, tenantId } = place;
    const key = statusKey.link(hostId, place.namespace, name);
    const one = judge({ key, name, tenantId }, host, inTheWay, differences);
    links.push(one);
    parts.add(whole, one);
    return one;
  };

  for (const bridge of desired.bridges) {
    judgeLink({ ...bridge, namespace: null }, bridge.networkId, stopped.network(bridge.networkId), (seen) =>
      bridgeDifferences(bridge, seen),
    );
  }
  const ends = desired.vxlans.map((vxlan): TunnelEnd => {
    const inTheWay = stopped.network(vxlan.networkId);
    const status = judgeLink({ ...vxlan, namespace: null }, vxlan.networkId, inTheWay, (seen) =>
      vxlanDifferences(vxlan, seen),
    );
    const { missing } = compareFlood(host.fdb.get(vxlan.name) ?? [], vxlan);
    return { host, vxlan, status, missing: new Set(missing) };
  });
  for (const veth of desired.veths) {
    const { hostEnd, namespaceEnd, namespace, tenantId, endpointId } = veth;
    const inTheWay = stopped.veth(veth);
    judgeLink({ namespace: null, name: hostEnd.name, tenantId }, endpointId, inTheWay, (seen) =>
      hostEndDifferences(veth, seen),
    );
    judgeLink({ namespace, name: namespaceEnd.name, tenantId }, endpointId, inTheWay, (seen) =>
      namespaceEndDifferences(veth, seen),
    );
  }

  const presences = desired.bridges.map(({ networkId, tenantId, name: device }) => {
    const name = names.networks.get(networkId) ?? device;
    const key = statusKey.presence(networkId, hostId);
    return rollUp({ key, name, tenantId }, parts.of(networkId), {
      whole: `${name} on ${hostName} is as intent says (revision ${revision})`,
      nothing: `${name} is not on ${hostName}`,
    });
  });
  const endpoints = desired.namespaces.map((namespace) => {
    const { endpointId, tenantId } = namespace;
    const name = names.endpoints.get(endpointId) ?? namespace.name;
    const key = statusKey.endpoint(endpointId);
    const room = { key, name: `the namespace ${namespace.name}`, tenantId };
    const own = judge(room, host, stopped.endpoint(endpointId), (seen) =>
      namespaceDifferences(namespace, seen),
    );
    rooms.push(own);
    return rollUp({ key, name, tenantId }, [...parts.of(endpointId), own], {
      whole: `${name} is as intent says (revision ${revision})`,
      nothing: `${name} has no interface yet`,
    });
  });
  return { statuses: [...links, ...presences, ...endpoints], parts: [...links, ...rooms], ends };
}
