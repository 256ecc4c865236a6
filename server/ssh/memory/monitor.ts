import { flags } from './json';
import type { KernelEvent, MemoryKernel } from './kernel';

/**
 * An event as `ip monitor … all-nsid` prints it (iproute2 6.1), or null where no monitor would hear of it: of other
 * namespaces only those that the host's own has a number for. FDB entries come as `bridge monitor fdb` has them.
 */
export function monitorText(kernel: MemoryKernel, event: KernelEvent): string | null {
  const gone = event.gone ? 'Deleted ' : '';
  if (event.object === 'namespace') return null;
  const { link } = event;
  const nsid = link.namespace === kernel.root ? 'current' : kernel.root.nsids.get(link.namespace);
  if (nsid === undefined) return null;
  const from = `[nsid ${nsid}]${gone}`;
  switch (event.object) {
    case 'link': {
      const master = link.master ? ` master ${link.master.name}` : '';
      const head = `${link.index}: ${link.name}: <${flags(link).join(',')}> mtu ${link.mtu}${master} group ${link.group}`;
      return `${from}${head} \n    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff\n`;
    }
    case 'address': {
      const family = event.address.family === 4 ? 'inet' : 'inet6';
      const { text, length, scope } = event.address;
      return `${from}${link.index}: ${link.name}    ${family} ${text}/${length} scope ${scope} \n       valid_lft forever preferred_lft forever\n`;
    }
    case 'fdb': {
      const dst = event.row.dst === null ? '' : `dst ${event.row.dst} `;
      return `${from}${event.row.mac} dev ${link.name} ${dst}self ${event.row.state || 'permanent'}\n`;
    }
  }
}
