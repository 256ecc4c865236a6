import { describe, expect, it } from 'vitest';
import { parseDropRules } from './drop-rules';
import { markedPingArgv, newMark } from './marked-ping';
import { sightingArgv, signsOf } from './sighting';

const MARK = '00112233445566778899aabbccddeeff';

describe('a marked ping', () => {
  it('is bounded, and carries the mark', () => {
    expect(markedPingArgv({ namespace: 'microsoft', target: '10.1.0.5', mark: MARK })).toEqual(
      `ip netns exec microsoft ping -n -q -c 3 -i 0.2 -W 1 -p ${MARK} -- 10.1.0.5`.split(' '),
    );
    expect(newMark()).toMatch(/^[0-9a-f]{32}$/);
    expect(newMark()).not.toBe(newMark());
  });

  it.each([
    ['an option', { target: '-f' }],
    ['a broadcast', { target: '255.255.255.255' }],
    ['loopback', { target: '127.0.0.1' }],
    ['octal', { target: '010.1.0.5' }],
    ['two lines', { target: '10.1.0.5\n-f' }],
    ['a path', { namespace: '../x' }],
    ['an option as namespace', { namespace: '-h' }],
    ['a long mark', { mark: `${MARK}00` }],
    ['a mark of other signs', { mark: '-f'.padEnd(32, '0') }],
  ])('of %s is not sent', (_what, wrong) => {
    const right = { namespace: 'microsoft', target: '10.1.0.5', mark: MARK };
    expect(() => markedPingArgv({ ...right, ...wrong })).toThrow(TypeError);
  });
});

describe('looking for it', () => {
  it('takes no words but names of devices', () => {
    const at = { namespace: null, device: 'eth1', tunnelPort: 8472 };
    expect(sightingArgv(at).slice(-3)).toEqual(['-i', 'eth1', 'udp port 8472']);
    expect(() => sightingArgv({ ...at, device: '-w' })).toThrow(TypeError);
    expect(() => sightingArgv({ ...at, namespace: '..' })).toThrow(TypeError);
  });

  // Frames as tcpdump -xx shows them, without addresses of Ethernet.
  const echo = (type: string) =>
    `0800450000540000400140010a0100040a010005${type}00abcd12340001${'00'.repeat(16)}${MARK}${MARK.slice(0, 16)}`;
  const arp = (operation: number, sender: string, target: string) =>
    `0806000108000604000${operation}0200000000aa${sender}0200000000bb${target}`;
  it.each([
    ['an echo', echo('08'), [true, false]],
    ['its answer', echo('00'), [false, true]],
    ['an echo of somebody else', echo('08').replaceAll('99aabb', '99aabc'), [false, false]],
    ['the question where the target is', arp(1, '0a010004', '0a010005'), [true, false]],
    ['its answer', arp(2, '0a010005', '0a010004'), [false, true]],
    ['a question for another', arp(1, '0a010004', '0a010006'), [false, false]],
  ])('knows %s', (_what, bytes, [there, back]) => {
    const signs = signsOf(MARK, '10.1.0.5');
    expect([new RegExp(signs.there).test(bytes), new RegExp(signs.back).test(bytes)]).toEqual([there, back]);
  });

  it('knows them of IPv6', () => {
    const signs = signsOf(MARK, '2001:db8::5');
    const target = '20010db8000000000000000000000005';
    expect(new RegExp(signs.there).test(`8000abcd12340001${'00'.repeat(16)}${MARK}`)).toBe(true);
    expect(new RegExp(signs.back).test(`8100abcd12340001${'00'.repeat(16)}${MARK}`)).toBe(true);
    expect(new RegExp(signs.there).test(`8700abcd00000000${target}`)).toBe(true);
    expect(new RegExp(signs.back).test(`8800abcd60000000${target}`)).toBe(true);
  });
});

describe('rules that drop', () => {
  const rule = (handle: number, ...expr: unknown[]) => ({
    rule: { family: 'inet', table: 'filter', chain: 'input', handle, expr },
  });
  const dport = (right: unknown) => ({
    match: { op: '==', left: { payload: { protocol: 'udp', field: 'dport' } }, right },
  });
  it('are found with the ports that they name', () => {
    const text = JSON.stringify({
      nftables: [
        { metainfo: { version: '1.0.6' } },
        rule(1, { accept: null }),
        rule(2, dport(8472), { drop: null }),
        rule(3, dport({ set: [4789, { range: [8000, 9000] }] }), { counter: {} }, { reject: {} }),
        rule(4, { drop: null }),
      ],
    });
    expect(parseDropRules(text)).toMatchObject([
      { handle: 2, ports: [[8472, 8472]] },
      {
        handle: 3,
        ports: [
          [4789, 4789],
          [8000, 9000],
        ],
      },
      { handle: 4, ports: [] },
    ]);
  });

  it.each(['', 'nft: command not found', '{}', '[]', '{"nftables":3}'])('are not made up from %j', (text) => {
    expect(parseDropRules(text)).toBeNull();
  });
});
