import { describe, expect, it } from 'vitest';
import { shotArgv, unsent } from './marked-shot';
import { markedFrame } from './parse/marked-frame';
import { witnessArgv } from './witness';

const MARK = 'deadbeef000102030405060708090a0b';

describe('a marked packet', () => {
  it('goes to everybody on a link, or to one by ARP there, or as routes say', () => {
    const shot = { namespace: 'microsoft', mark: MARK };
    const begin = `ip netns exec microsoft ping -n -q -c 1 -W 0.02 -p ${MARK}`;
    const line = (device: string | null, target: string) => shotArgv({ ...shot, device, target }).join(' ');
    expect(line('msft-veth1', '255.255.255.255')).toBe(`${begin} -b -I msft-veth1 -- 255.255.255.255`);
    expect(line('msft-veth1', 'ff02::1%msft-veth1')).toBe(`${begin} -I msft-veth1 -- ff02::1%msft-veth1`);
    expect(line('msft-veth1', '10.1.0.5')).toBe(`${begin} -I msft-veth1 -- 10.1.0.5`);
    expect(line(null, 'fd00::5')).toBe(`${begin} -- fd00::5`);
  });

  it.each([
    ['an option', { target: '-f' }],
    ['everybody, on no link', { device: null, target: '255.255.255.255' }],
    ['another multicast group', { target: 'ff02::2%msft-veth1' }],
    ['everybody on another link', { target: 'ff02::1%eth0' }],
    ['a directed broadcast of no device', { target: '224.0.0.1' }],
    ['loopback', { target: '127.0.0.1' }],
    ['two lines', { target: '10.1.0.5\n-f' }],
    ['from a path', { namespace: '../x' }],
    ['out of an option', { device: '-f' }],
    ['with a short mark', { mark: 'beef' }],
  ])('is not sent to %s', (_what, wrong) => {
    const right = { namespace: 'microsoft', device: 'msft-veth1', target: '10.1.0.5', mark: MARK };
    expect(() => shotArgv({ ...right, ...wrong })).toThrow(TypeError);
  });

  it('was sent, or not and why', () => {
    const out = '--- 10.1.0.9 ping statistics ---\n1 packets transmitted, 0 received, 100% packet loss\n';
    expect(unsent({ code: 1, stdout: out, stderr: '' })).toBeNull();
    expect(unsent({ code: 2, stdout: '', stderr: 'ping: connect: Network is unreachable\n' })).toBe(
      'connect: Network is unreachable',
    );
    const warned = 'WARNING: pinging broadcast address\nping: sendmsg: Operation not permitted\n';
    const none = '1 packets transmitted'.replace('1', '0');
    expect(unsent({ code: 1, stdout: none, stderr: warned })).toBe('sendmsg: Operation not permitted');
  });
});

describe('a witness', () => {
  it('takes echo requests of its run alone, on every device', () => {
    const argv = witnessArgv('apple', 'deadbeef');
    expect(argv.slice(0, 5)).toEqual(['ip', 'netns', 'exec', 'apple', 'tcpdump']);
    expect(argv).toContain('any');
    expect(argv.at(-1)).toContain('icmp[24:4] == 0xdeadbeef');
    expect(witnessArgv(null, 'deadbeef')[0]).toBe('tcpdump');
    expect(() => witnessArgv('-x', 'deadbeef')).toThrow(TypeError);
    expect(() => witnessArgv(null, '0 or 1')).toThrow(TypeError);
    expect(() => witnessArgv(null, 'dead')).toThrow(TypeError);
  });

  const ICMP = '0800597d001900018fc4036b00000000f113030000000000';
  const IP4 = '450000540000400040013 0a50a010004ffffffff'.replace(' ', '');
  const IP6 = `6000000000403aff${'0'.repeat(32)}${'f'.repeat(32)}`;

  it('reads the device, the direction and the mark', () => {
    const head = '04:43:59.201785 b-h   Out IP 10.1.0.4 > 255.255.255.255: ICMP echo request, id 25, seq 1';
    expect(markedFrame({ head, hex: `${IP4}${ICMP}${MARK}` })).toEqual({
      mark: MARK,
      device: 'b-h',
      direction: 'Out',
    });
    const head6 = '04:43:59.2 aapl-br M   IP6 fe80::1 > ff02::1: ICMP6, echo request';
    expect(markedFrame({ head: head6, hex: `${IP6}${ICMP}${MARK}` })).toEqual({
      mark: MARK,
      device: 'aapl-br',
      direction: 'M',
    });
  });

  it('says where an older tcpdump tells no device', () => {
    const head = '04:43:59.201785 IP 10.1.0.4 > 255.255.255.255: ICMP echo request';
    expect(markedFrame({ head, hex: `${IP4}${ICMP}${MARK}` })).toMatchObject({ device: null, mark: MARK });
  });

  it('waits for the rest of a packet', () => {
    expect(markedFrame({ head: '', hex: '' })).toBeNull();
    expect(markedFrame({ head: 'x', hex: `${IP4}${ICMP}${MARK.slice(4)}` })).toBeNull();
  });
});
