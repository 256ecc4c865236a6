import { VXLAN_PORT_IANA, VXLAN_PORT_LINUX } from '../vxlan';
import { arp } from './arp';
import { ethernet, network } from './ethernet';
import { Cut, type Dissector, Frame, type Layer, type Protocol, type Said } from './frame';
import { icmp } from './icmp';
import { icmp6 } from './icmp6';
import { ipv4 } from './ipv4';
import { ipv6 } from './ipv6';
import { tcp } from './tcp';
import { transport } from './transport';
import { udp } from './udp';
import { vxlan } from './vxlan';

export type Dissection = Said & { layers: Layer[] };

const DISSECTORS: Record<Protocol, Dissector> = {
  ethernet,
  network,
  arp,
  ipv4,
  ipv6,
  transport,
  icmp,
  icmp6,
  tcp,
  udp,
  vxlan,
};

export const VXLAN_PORTS: ReadonlySet<number> = new Set([VXLAN_PORT_IANA, VXLAN_PORT_LINUX]);

/**
 * What an Ethernet frame says, layer by layer. It never throws: of a frame that was cut, or that no host would send,
 * there is as much as could be read.
 * @param length bytes on the wire
 */
export function dissect(bytes: Uint8Array, length: number, vxlanPorts = VXLAN_PORTS): Dissection {
  const frame = new Frame(bytes, vxlanPorts, DISSECTORS);
  try {
    const said = frame.next('ethernet', { at: 0, end: length, number: 0, source: '', target: '' });
    return { ...said, layers: bounded(frame) };
  } catch (error) {
    if (!(error instanceof Cut || error instanceof RangeError)) throw error;
    return { ...cutShort(frame, length), layers: bounded(frame) };
  }
}

/** No field ends behind what was captured: its bytes are to be shown. */
function bounded({ layers, bytes }: Frame): Layer[] {
  const within = (at: number) => Math.min(at, bytes.length);
  return layers.map((layer) => ({
    ...layer,
    to: within(layer.to),
    fields: layer.fields.map((one) => ({ ...one, from: within(one.from), to: within(one.to) })),
  }));
}

/** The ends are those of the innermost header that was read whole. */
function cutShort({ layers }: Frame, length: number): Said {
  const value = (name: string) =>
    layers
      .findLast((layer) => layer.fields.some((one) => one.name === name))
      ?.fields.find((one) => one.name === name)?.value ?? '';
  const protocol = layers.at(-1)?.name ?? 'Ethernet';
  const [source, target] = [value('Source'), value('Destination')];
  const info = `${protocol}, cut short`;
  return {
    source,
    target,
    protocol,
    info,
    line: `${source} > ${target}, length ${length}: [|${protocol.toLowerCase()}]`,
  };
}
