'use client';

import { useMemo } from 'react';
import { useLive } from './live-store';
import { type Sample, samplesOf } from './samples';

/** Bits and packets a second between two reads. */
export type Rate = { at: number; rxBits: number; txBits: number; rxPackets: number; txPackets: number };

export function ratesOf(samples: readonly Sample[]): Rate[] {
  const rates: Rate[] = [];
  for (let i = 1; i < samples.length; i++) {
    const before = samples[i - 1];
    const after = samples[i];
    if (!before || !after) continue;
    const seconds = (after.at - before.at) / 1000;
    if (seconds <= 0) continue;
    rates.push({
      at: after.at,
      rxBits: ((after.stats.rxBytes - before.stats.rxBytes) * 8) / seconds,
      txBits: ((after.stats.txBytes - before.stats.txBytes) * 8) / seconds,
      rxPackets: (after.stats.rxPackets - before.stats.rxPackets) / seconds,
      txPackets: (after.stats.txPackets - before.stats.txPackets) / seconds,
    });
  }
  return rates;
}

/** The last samples of one link, oldest first; again after each read of its host. */
export function useSamples(hostId: string, key: string): Sample[] {
  const sampledAt = useLive((state) => state.sampledAt[hostId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new sample is what changes the samples
  return useMemo(() => samplesOf(hostId, key), [hostId, key, sampledAt]);
}

/** Rates of one link, oldest first, at most 59. */
export function useRates(hostId: string, key: string): Rate[] {
  const samples = useSamples(hostId, key);
  return useMemo(() => ratesOf(samples), [samples]);
}

/** Bits a second in few words: `0 b/s`, `1.24 Mb/s`. */
export function rateText(bits: number): string {
  const units = ['b/s', 'kb/s', 'Mb/s', 'Gb/s', 'Tb/s'];
  let value = Math.max(0, bits);
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
