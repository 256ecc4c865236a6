import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dissect } from './dissect';

const ETHERNET = '024f1e901105 024f1e901104';
const ECHO = `${ETHERNET} 0800 45000054abcd40004001792e 0a010004 0a010005 0800f7ff 00030001 ${'61'.repeat(56)}`;
const VXLAN = `020000000002 020000000001 0800 450000860000 0000 4011 0000 0a0a0a0a 0a0a0a14 c001 2118 0072 0000 08000000 00000a00 ${ECHO}`;

const bytes = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));
function seen(text: string) {
  const frame = bytes(text);
  return { frame, ...dissect(frame, frame.length) };
}

describe('a frame', () => {
  it('is told as tcpdump tells it', () => {
    expect(seen(ECHO)).toMatchObject({
      protocol: 'ICMP',
      source: '10.1.0.4',
      target: '10.1.0.5',
      line: '02:4f:1e:90:11:04 > 02:4f:1e:90:11:05, ethertype IPv4 (0x0800), length 98: 10.1.0.4 > 10.1.0.5: ICMP echo request, id 3, seq 1, length 64',
    });
  });

  it('in a tunnel shows who talks inside, and the headers of both', () => {
    const { layers, source, info, line } = seen(VXLAN);
    expect(layers.map(({ name }) => name)).toEqual([
      ...['Ethernet', 'IPv4', 'UDP', 'VXLAN'],
      ...['Ethernet', 'IPv4', 'ICMP'],
    ]);
    expect({ source, info }).toEqual({ source: '10.1.0.4', info: 'VNI 10: Echo request, id 3, seq 1' });
    expect(line).toContain(
      '10.10.10.10.49153 > 10.10.10.20.8472: VXLAN, flags [I] (0x08), vni 10\n02:4f:1e:90:11:04 >',
    );
  });

  it('says of each field which bytes it was read from', () => {
    const { frame, layers } = seen(VXLAN);
    const found = (layer: string, name: string) => {
      const field = layers.findLast((one) => one.name === layer)?.fields.find((one) => one.name === name);
      return [field?.value, Buffer.from(frame.subarray(field?.from, field?.to)).toString('hex')];
    };
    expect(found('VXLAN', 'VNI')).toEqual(['10', '00000a']);
    expect(found('IPv4', 'Destination')).toEqual(['10.1.0.5', '0a010005']);
    expect(found('ICMP', 'Sequence')).toEqual(['1', '0001']);
  });

  it('whose port is not said to be of VXLAN is UDP', () => {
    const frame = bytes(VXLAN);
    expect(dissect(frame, frame.length, new Set([4789]))).toMatchObject({
      protocol: 'UDP',
      source: '10.10.10.10',
    });
  });

  it('that was cut shows what could be read, and that it was cut', () => {
    const frame = bytes(ECHO).subarray(0, 36);
    expect(dissect(frame, 98)).toMatchObject({
      protocol: 'ICMP',
      source: '10.1.0.4',
      info: 'ICMP, cut short',
    });
  });
});

it('no bytes make it fail, and no field lies outside of the frame', () => {
  const begins = fc.constantFrom(
    '',
    ETHERNET,
    `${ETHERNET}0800`,
    `${ETHERNET}86dd`,
    `${ETHERNET}8100`,
    VXLAN,
  );
  const frames = fc
    .tuple(begins, fc.uint8Array({ maxLength: 200 }), fc.nat(300))
    .map(([begin, rest, cut]) => Buffer.concat([bytes(begin).subarray(0, cut), rest]));
  fc.assert(
    fc.property(frames, fc.nat(70_000), (frame, length) => {
      for (const { fields } of dissect(frame, length).layers) {
        for (const { from, to } of fields) expect(from <= to && to <= frame.length).toBe(true);
      }
    }),
    { numRuns: 3000 },
  );
});

it('single bytes that are wrong make no valid frame fail', () => {
  const frame = bytes(VXLAN);
  for (let at = 0; at < frame.length; at++) {
    for (const value of [0, 1, 0x7f, 0xff]) {
      const wrong = Uint8Array.from(frame);
      wrong[at] = value;
      expect(typeof dissect(wrong, wrong.length).line).toBe('string');
    }
  }
});
