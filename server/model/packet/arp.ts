import { type Dissector, field, hex } from './frame';

const OPERATIONS: Record<number, string> = { 1: 'Request', 2: 'Reply' };

/** RFC 826, of IPv4 over Ethernet. */
export const arp: Dissector = (frame, { at, end, source, target }) => {
  const layer = frame.layer('ARP', at);
  const operation = frame.u16(at + 6);
  const [senderMac, sender] = [frame.mac(at + 8), frame.ipv4(at + 14)];
  const [wantedMac, wanted] = [frame.mac(at + 18), frame.ipv4(at + 24)];
  field(layer, 'Hardware type', frame.u16(at), at, 2);
  field(layer, 'Protocol type', hex(frame.u16(at + 2), 4), at + 2, 2);
  field(layer, 'Hardware size', frame.u8(at + 4), at + 4, 1);
  field(layer, 'Protocol size', frame.u8(at + 5), at + 5, 1);
  field(layer, 'Operation', `${OPERATIONS[operation] ?? 'Unknown'} (${operation})`, at + 6, 2);
  field(layer, 'Sender MAC', senderMac, at + 8, 6);
  field(layer, 'Sender address', sender, at + 14, 4);
  field(layer, 'Target MAC', wantedMac, at + 18, 6);
  field(layer, 'Target address', wanted, at + 24, 4);
  const known = /[1-9a-f]/.test(wantedMac) && operation === 1 ? ` (${wantedMac})` : '';
  const text =
    operation === 1
      ? `Request who-has ${wanted}${known} tell ${sender}`
      : operation === 2
        ? `Reply ${sender} is-at ${senderMac}`
        : `Operation ${operation}`;
  const info =
    operation === 1
      ? sender === wanted
        ? `${sender} announces itself`
        : `Who has ${wanted}? Tell ${sender}`
      : operation === 2
        ? `${sender} is at ${senderMac}`
        : text;
  layer.title = `ARP, ${info}`;
  return { source, target, protocol: 'ARP', info, line: `${text}, length ${end - at}` };
};
