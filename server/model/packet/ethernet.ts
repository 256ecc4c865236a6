import { type Dissector, field, hex, type Said } from './frame';

const TYPES: Record<number, string> = {
  2048: 'IPv4',
  2054: 'ARP',
  33024: '802.1Q',
  34525: 'IPv6',
  34984: '802.1Q-QinQ',
  35020: 'LLDP',
};
const VLAN_TYPES = [0x8100, 0x88a8];
/** Up to here the field is the length of an 802.3 frame and no type. */
const MOST_LENGTH = 1500;

/** Ethernet II (IEEE 802.3). */
export const ethernet: Dissector = (frame, { at, end }) => {
  const layer = frame.layer('Ethernet', at);
  const target = frame.mac(at);
  const source = frame.mac(at + 6);
  const type = frame.u16(at + 12);
  layer.title = `Ethernet, ${source} to ${target}`;
  field(layer, 'Destination', target, at, 6);
  field(layer, 'Source', source, at + 6, 6);
  const length = end - at;
  if (type <= MOST_LENGTH) {
    field(layer, 'Length', type, at + 12, 2);
    const said = { source, target, protocol: 'LLC', info: `802.3, ${type} bytes of LLC` };
    return { ...said, line: `${source} > ${target}, 802.3, length ${length}: LLC` };
  }
  field(layer, 'Type', typeText(type), at + 12, 2);
  const inner = frame.next('network', { at: at + 14, end, number: type, source, target });
  return {
    ...inner,
    line: `${source} > ${target}, ethertype ${typeText(type)}, length ${length}: ${inner.line}`,
  };
};

/** Whatever an ethertype says comes next. */
export const network: Dissector = (frame, around): Said => {
  const { at, end, number, source, target } = around;
  if (number === 0x0800) return frame.next('ipv4', around);
  if (number === 0x86dd) return frame.next('ipv6', around);
  if (number === 0x0806) return frame.next('arp', around);
  if (!VLAN_TYPES.includes(number)) {
    return { source, target, protocol: TYPES[number] ?? hex(number, 4), info: `${end - at} bytes`, line: '' };
  }
  const layer = frame.layer('802.1Q', at);
  const tag = frame.u16(at);
  const type = frame.u16(at + 2);
  const [priority, vlan] = [tag >> 13, tag & 0xfff];
  layer.title = `802.1Q, VLAN ${vlan}, priority ${priority}`;
  field(layer, 'Priority', priority, at, 1);
  field(layer, 'Drop eligible', (tag >> 12) & 1, at, 1);
  field(layer, 'VLAN', vlan, at, 2);
  field(layer, 'Type', typeText(type), at + 2, 2);
  const inner = frame.next('network', { ...around, at: at + 4, number: type });
  return { ...inner, line: `vlan ${vlan}, p ${priority}, ethertype ${typeText(type)}, ${inner.line}` };
};

function typeText(type: number): string {
  return `${TYPES[type] ?? 'Unknown'} (${hex(type, 4)})`;
}
