import { describe, expect, it } from 'vitest';
import { parseNetDev } from './net-dev';
import { ReadError } from './read-error';

const TEXT = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 661329883   72534    0    0    0     0          0         0 661329883   72534    0    0    0     0       0          0
msft-vxl-10:    1408      16    1    2    0     0          0         0     1744      21    3    4    0     0       0          0
eth0:1:       7       1    0    0    0     0          0         0        0       0    0    0    0     0       0          0
`;

describe('/proc/net/dev', () => {
  it('tells the counters of each device', () => {
    const counters = parseNetDev('counters', TEXT);
    expect([...counters.keys()]).toEqual(['lo', 'msft-vxl-10', 'eth0:1']);
    expect(counters.get('msft-vxl-10')).toEqual({
      rxBytes: 1408,
      rxPackets: 16,
      rxErrors: 1,
      rxDropped: 2,
      txBytes: 1744,
      txPackets: 21,
      txErrors: 3,
      txDropped: 4,
    });
  });

  it('cut anywhere but at the end of a line is a failed read', () => {
    const whole = TEXT.split('\n').map((_, i, lines) => lines.slice(0, i).join('\n').length + 1);
    for (let length = 0; length < TEXT.length; length++) {
      if (length > 1 && whole.slice(2).includes(length)) continue;
      expect(() => parseNetDev('counters', TEXT.slice(0, length)), String(length)).toThrow(ReadError);
    }
  });

  it.each([
    ['a line that is none', `${TEXT}nonsense\n`],
    ['a column too few', TEXT.replace('1744      21', '1744')],
    ['a number that is none', TEXT.replace('1408', '14x8')],
  ])('with %s is a failed read', (_, text) => {
    expect(() => parseNetDev('counters', text)).toThrow(ReadError);
  });
});
