import { describe, expect, it } from 'vitest';
import type { LinkStats, Observed } from '@/server/observe/observed';
import { ratesOf, rateText } from './rates';
import { sampleCounters, sampleObserved, samplesOf } from './samples';

const stats = (rxBytes: number, txBytes = 0): LinkStats => ({
  rxBytes,
  rxPackets: 0,
  rxErrors: 0,
  rxDropped: 0,
  txBytes,
  txPackets: 0,
  txErrors: 0,
  txDropped: 0,
});

const EMPTY: Observed = {
  hostId: 'h',
  readAt: 0,
  bootId: 'boot',
  links: [],
  fdb: [],
  routes: [],
  neighbours: [],
  namespaces: [],
  forwarding: { ipv4: false, ipv6: false },
};

describe('rates', () => {
  it('come from two reads, in bits a second', () => {
    sampleCounters('h', 1_000, { eth1: stats(0) });
    sampleCounters('h', 3_000, { eth1: stats(2_000) });
    expect(ratesOf(samplesOf('h', 'eth1')).map((rate) => rate.rxBits)).toEqual([8_000]);
  });

  it('begin anew when a link of the same name was made again', () => {
    sampleCounters('h2', 1_000, { 'msft-br': stats(5_000) });
    sampleCounters('h2', 2_000, { 'msft-br': stats(10) });
    expect(ratesOf(samplesOf('h2', 'msft-br'))).toEqual([]);
  });

  it('are nothing while a link is left out, as it stood still', () => {
    sampleCounters('h3', 1_000, { a: stats(0) });
    sampleCounters('h3', 2_000, { b: stats(1) });
    sampleCounters('h3', 3_000, { a: stats(1_000) });
    expect(ratesOf(samplesOf('h3', 'a')).map((rate) => rate.rxBits)).toEqual([0, 8_000]);
  });

  it('forget links that are gone', () => {
    sampleCounters('h4', 1_000, { a: stats(1) });
    sampleObserved({ ...EMPTY, hostId: 'h4', readAt: 2_000 });
    expect(samplesOf('h4', 'a')).toEqual([]);
  });

  it('count a read that comes twice once', () => {
    sampleCounters('h5', 1_000, { a: stats(1) });
    sampleCounters('h5', 1_000, { a: stats(1) });
    expect(samplesOf('h5', 'a')).toHaveLength(1);
  });

  it('stay bounded however long the tab is open', () => {
    for (let i = 0; i < 500; i++) sampleCounters('h5', i * 1_000, { a: stats(i) });
    expect(samplesOf('h5', 'a')).toHaveLength(60);
  });

  it.each([
    [0, '0 b/s'],
    [999, '999 b/s'],
    [1_240_000, '1.24 Mb/s'],
    [10_800_000_000, '10.8 Gb/s'],
  ])('%d bits a second read %s', (bits, text) => {
    expect(rateText(bits)).toBe(text);
  });
});
