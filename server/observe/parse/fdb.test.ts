import { describe, expect, it } from 'vitest';
import { parseFdb } from './fdb';
import { ReadError } from './read-error';
import { atOnce, listSlices } from './slices';

const mac = (n: number) =>
  `02:00:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;

/** As `bridge -j -d -s fdb show` prints it, in no order. */
function printed(entries: number, device = 'msft-vxl-10'): string {
  const rows = Array.from({ length: entries }, (_, n) => ({
    mac: mac((n * 7919) % entries),
    ifname: device,
    dst: '10.10.10.20',
    used: n,
    updated: n,
    flags: ['self'],
    state: '',
  }));
  return `${JSON.stringify(rows)}\n`;
}

function turns(stdout: string): number {
  const work = parseFdb('read:fdb', stdout);
  let count = 0;
  while (!work.next().done) count++;
  return count;
}

describe('a forwarding table of ten thousand entries', () => {
  const stdout = printed(10_000);

  it('is read in parts that leave others their turn', () => {
    expect(turns(stdout)).toBeGreaterThan(10);
    expect(turns(printed(100))).toBe(1);
  });

  it('is whole and in order', () => {
    const entries = atOnce(parseFdb('read:fdb', stdout));
    expect(entries.map((entry) => entry.mac)).toEqual(Array.from({ length: 10_000 }, (_, n) => mac(n)));
    expect(new Set(entries.map(({ device, dst, self }) => `${device} ${dst} ${self}`)).size).toBe(1);
  });

  it('has each entry once, where it changed while it was read', () => {
    const rows = JSON.parse(stdout) as object[];
    const twice = `${JSON.stringify([...rows, ...rows.slice(40, 50)])}\n`;
    expect(atOnce(parseFdb('read:fdb', twice))).toHaveLength(10_000);
  });

  it('is cut between entries only, whatever a device is called', () => {
    const odd = printed(3000, '},{"mac":"x');
    const parts = [...listSlices(odd, 'mac')].map((part) => JSON.parse(part) as unknown[]);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.flat()).toEqual(JSON.parse(odd));
    expect(atOnce(parseFdb('read:fdb', odd))).toHaveLength(3000);
  });

  it.each([
    ['between two entries', stdout.indexOf('},{', 200_000) + 1],
    ['in an entry', stdout.indexOf('},{', 200_000) + 20],
    ['at its last bracket', stdout.length - 2],
  ])('cut off %s is a failed read', (_, length) => {
    const cut = stdout.slice(0, length);
    expect(() => atOnce(parseFdb('read:fdb', cut))).toThrow(ReadError);
    expect(() => atOnce(parseFdb('read:fdb', `${cut}\n`))).toThrow('the output ends in the middle');
  });

  it.each([
    ['a MAC that is a number', '"mac":"02:00:00:00:10:00"', '"mac":5'],
    ['flags that are none', '"flags":["self"]', '"flags":[7]'],
    ['a time that is none', '"used":5000', '"used":"5000"'],
    ['two lists', '},{', '}]\n[{'],
  ])('with %s is a failed read', (_, good, bad) => {
    const at = stdout.indexOf(good, 300_000);
    const spoilt = stdout.slice(0, at) + bad + stdout.slice(at + good.length);
    expect(() => atOnce(parseFdb('read:fdb', spoilt))).toThrow(ReadError);
  });
});
