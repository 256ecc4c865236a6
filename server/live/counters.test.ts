import { describe, expect, it } from 'vitest';
import type { LinkStats } from '../observe/observed';
import { movedCounters } from './counters';

const counted = (rxBytes: number, txDropped = 0): LinkStats => ({
  rxBytes,
  rxPackets: 1,
  rxErrors: 0,
  rxDropped: 0,
  txBytes: 0,
  txPackets: 0,
  txErrors: 0,
  txDropped,
});

describe('counters that moved', () => {
  it('are those that differ in anything, and those of new links', () => {
    const before = { eth1: counted(1), lo: counted(5), 'microsoft/msft-veth1': counted(7) };
    const after = {
      eth1: counted(2),
      lo: counted(5),
      'microsoft/msft-veth1': counted(7, 1),
      late: counted(0),
    };
    expect(Object.keys(movedCounters(before, after))).toEqual(['eth1', 'microsoft/msft-veth1', 'late']);
  });

  it('are none where nothing moved', () => {
    expect(movedCounters({ eth1: counted(1) }, { eth1: counted(1) })).toEqual({});
  });
});
