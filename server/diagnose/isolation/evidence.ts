import type { Edge, HostGraph, Node, Reason } from './host-graph';
import type { Evidence } from './isolation';
import { command, ip, nameOf } from './shown';

/** Each step of the way with what shows it, and the routes that lead over it. */
export function evidenceOf(graph: HostGraph, way: readonly Node[]): Evidence[] {
  const { hostId, observed } = graph;
  const found: Evidence[] = [];
  const put = (fact: string, shownBy: string, readAt = observed.readAt) => {
    if (!found.some((one) => one.fact === fact)) found.push({ hostId, fact, command: shownBy, readAt });
  };
  for (let i = 1; i < way.length; i++) {
    const [a, b] = [way[i - 1] as Node, way[i] as Node];
    const edge = a.edges.find(({ to }) => to === b);
    if (edge) for (const [fact, shownBy] of factsOf(a, b, edge)) put(fact, shownBy);
  }
  for (const node of way) {
    const space = observed.namespaces.find(({ name }) => name === node.namespace);
    if (!space) continue;
    if (node.what === 'namespace' && node.owner === null) {
      const { ipv4, ipv6 } = space.forwarding;
      put(
        `${space.name} ${ipv4 || ipv6 ? `forwards ${[ipv4 && 'IPv4', ipv6 && 'IPv6'].filter(Boolean).join(' and ')}` : 'forwards nothing now'}`,
        ip(space.name, 'netconf', 'show'),
        space.readAt,
      );
    }
    if (node.link === null || node.owner !== null) continue;
    for (const { to, via, device, type } of space.routes) {
      if (device !== node.link.name || type !== undefined || /^f[ef][08]0::/.test(to)) continue;
      const next = via === null ? '' : ` via ${via}`;
      put(
        `${space.name} has a route to ${to}${next} over ${device}`,
        ip(space.name, 'route', 'show', 'dev', device),
        space.readAt,
      );
    }
  }
  return found;
}

function factsOf(a: Node, b: Node, edge: Edge): [fact: string, shownBy: string][] {
  const show = (node: Node) => ip(node.namespace, '-d', 'link', 'show', 'dev', node.link?.name ?? '');
  switch (edge.kind) {
    case 'port': {
      const [port, bridge] = a.link?.master === b.link?.name ? [a, b] : [b, a];
      const down = port.link?.up ? '' : ' (and down)';
      return [[`${nameOf(port)} is a port of ${bridge.link?.name}${down}`, show(port)]];
    }
    case 'veth':
      return [[`${nameOf(a)} and ${nameOf(b)} are the two ends of one veth pair`, show(a)]];
    case 'lower': {
      const [upper, below] = a.link?.lower ? [a, b] : [b, a];
      return [
        [`${nameOf(upper)} is a ${upper.link?.kindName} device on top of ${nameOf(below)}`, show(upper)],
      ];
    }
    case 'inside': {
      const [device, space] = a.what === 'link' ? [a, b] : [b, a];
      return [
        [
          `${device.link?.name} is in the namespace ${space.namespace}`,
          ip(space.namespace, 'link', 'show', 'dev', device.link?.name ?? ''),
        ],
      ];
    }
    case 'stack': {
      const device = a.what === 'link' ? a : b;
      return edge.reasons.map((reason) => [
        reasonText(device, reason),
        reason.is === 'address'
          ? command('ip', 'address', 'show', 'dev', device.link?.name ?? '')
          : reason.is === 'route'
            ? command('ip', 'route', 'show', 'table', reason.table, 'dev', device.link?.name ?? '')
            : command('ip', 'link', 'show', 'dev', device.link?.name ?? ''),
      ]);
    }
  }
}

export function reasonText(device: Node, reason: Reason): string {
  const name = nameOf(device);
  if (reason.is === 'address') return `${name} has the host's address ${reason.text}`;
  if (reason.is === 'route') return `the host has a route to ${reason.to} out of ${name}`;
  return `${name} is up and answers ARP for the host's addresses`;
}
