import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADDRESS,
  arpReply,
  arpRequest,
  echo,
  MAC,
  packed,
  packed6,
  solicitation,
  TUNNEL,
  tcp,
  udp,
  VTEP,
} from './frames.testing';
import { signOf } from './packet-sign';

describe('a packet', () => {
  it.each([
    ['an echo', echo('a', 'b', 1)],
    ['a question of ARP', arpRequest('a', 'b')],
    ['a neighbour solicitation', solicitation()],
    ['a datagram', udp('a', 'b', 'hallo')],
    ['data of TCP', tcp('a', 'b', 1000, 60)],
  ])('is known again within a tunnel: %s', (_, frame) => {
    const plain = signOf(frame, null);
    expect(plain?.outer).toBeNull();
    expect(signOf(packed(frame, 'a', 'b'), TUNNEL)).toMatchObject({
      key: plain?.key,
      outer: { source: VTEP.a, target: VTEP.b },
    });
    expect(signOf(packed6(frame), TUNNEL)?.key).toBe(plain?.key);
  });

  it.each([
    ['of another number', echo('a', 'b', 1), echo('a', 'b', 2)],
    ['of another ping', echo('a', 'b', 1), echo('a', 'b', 1, { id: 8 })],
    ['that answers', echo('a', 'b', 1), echo('a', 'b', 1, { reply: true })],
    ['the other way', echo('a', 'b', 1), echo('b', 'a', 1)],
    ['that asks for another address', arpRequest('a', 'b'), arpRequest('a', 'c')],
    ['with other words', udp('a', 'b', 'hallo'), udp('a', 'b', 'hallu')],
    ['that is sent again', tcp('a', 'b', 1000, 60, { ipId: 1 }), tcp('a', 'b', 1000, 60, { ipId: 2 })],
  ])('is told from one %s', (_, one, other) => {
    expect(signOf(one, null)?.key).not.toBe(signOf(other, null)?.key);
  });

  it('is the same whatever checksum a network card has yet to fill in', () => {
    const [one, other] = [tcp('a', 'b', 1, 10), tcp('a', 'b', 1, 10, { checksum: 0xabcd })];
    expect(Buffer.from(one).equals(other)).toBe(false);
    expect(signOf(one, null)?.key).toBe(signOf(other, null)?.key);
  });

  it('is the same where a short frame was filled up', () => {
    const frame = udp('a', 'b', 'x');
    const filled = new Uint8Array(60).fill(0xee);
    filled.set(frame);
    expect(signOf(filled, null)?.key).toBe(signOf(frame, null)?.key);
  });

  it('says who sent it, and whether others may look the same', () => {
    expect(signOf(arpReply('b', 'a'), null)).toMatchObject({
      source: MAC.b,
      target: MAC.a,
      repeats: true,
      isGroup: false,
    });
    expect(signOf(arpRequest('a', 'b'), null)).toMatchObject({ isGroup: true, repeats: true });
    expect(signOf(echo('a', 'b', 1), null)).toMatchObject({ repeats: false });
    expect(signOf(udp('a', 'b', 'x', { ipId: 9 }), null)).toMatchObject({ repeats: false });
    expect(signOf(udp('a', 'b', 'x', { ipId: 0 }), null)).toMatchObject({ repeats: true });
  });

  it('of TCP says which bytes it carries', () => {
    expect(signOf(tcp('a', 'b', 0xffff_fff0, 32), null)?.stretch).toEqual({
      flow: `${ADDRESS.a}${ADDRESS.b} c0011f90`,
      from: 0xffff_fff0,
      to: 16,
    });
  });
});

it.each([
  ['another VNI', packed(echo('a', 'b', 1), 'a', 'b', { vni: 11 })],
  ['another port', packed(echo('a', 'b', 1), 'a', 'b', { port: 4789 })],
  ['no tunnel', echo('a', 'b', 1)],
])('a frame of %s is none of the tunnel', (_, frame) => {
  expect(signOf(frame, TUNNEL)).toBeNull();
});

it('whatever bytes come, it is told or it is none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (frame, isInTunnel) => {
      const sign = signOf(frame, isInTunnel ? TUNNEL : null);
      if (sign) expect(sign.key.length).toBeLessThan(400);
    }),
  );
});

it('a frame that was cut anywhere is told or is none', () => {
  const frame = packed(tcp('a', 'b', 1, 60), 'a', 'b');
  for (let length = 0; length <= frame.length; length++) {
    const sign = signOf(frame.subarray(0, length), TUNNEL);
    if (length < 60) expect(sign).toBeNull();
  }
  expect(signOf(frame, TUNNEL)).not.toBeNull();
});
