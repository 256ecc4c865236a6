import { flags } from './json';
import type { KernelEvent, MemoryKernel } from './kernel';
import type { Namespace } from './state';

/**
 * An event as `ip monitor … all-nsid` prints it (iproute2 6.1), or null where no monitor would hear of it: of other
 * namespaces only those that the host's own has a number for.
 */
export function monitorText(kernel: MemoryKernel, event: KernelEvent): string | null {
  if (event.object === 'namespace') return null;
  const namespace = placeOf(event);
  const nsid = namespace === kernel.root ? 'current' : kernel.root.nsids.get(namespace);
  return nsid === undefined ? null : `[nsid ${nsid}]${event.gone ? 'Deleted ' : ''}${body(event)}\n`;
}

type Monitored = Exclude<KernelEvent, { object: 'namespace' }>;

function placeOf(event: Monitored): Namespace {
  if (event.object === 'nsid') return event.from;
  return event.object === 'forwarding' ? event.namespace : event.link.namespace;
}

function body(event: Monitored): string {
  switch (event.object) {
    case 'forwarding': {
      const { namespace, family } = event;
      return `${family === 'ipv4' ? 'inet' : 'inet6'} all forwarding ${namespace.forwarding[family] ? 'on' : 'off'} `;
    }
    case 'link': {
      const { link } = event;
      const master = link.master ? ` master ${link.master.name}` : '';
      const head = `${link.index}: ${link.name}: <${flags(link).join(',')}> mtu ${link.mtu}${master} group ${link.group}`;
      return `${head} \n    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`;
    }
    case 'address': {
      const { link } = event;
      const family = event.address.family === 4 ? 'inet' : 'inet6';
      const { text, length, scope } = event.address;
      return `${link.index}: ${link.name}    ${family} ${text}/${length} scope ${scope} \n       valid_lft forever preferred_lft forever`;
    }
    case 'fdb': {
      const { mac, dst, state } = event.row;
      const states = { permanent: 'PERMANENT', static: 'NOARP', '': 'REACHABLE' };
      return `${dst === null ? '' : `${dst} `}dev ${event.link.name} lladdr ${mac} ${states[state]} `;
    }
    case 'nsid':
      return `nsid ${event.id} `;
  }
}
