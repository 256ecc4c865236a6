import { describe, expect, it } from 'vitest';
import type { StatusChange } from '@/server/api/types';
import { durations, segmentAt, stripOf } from './history-strip';

let ids = 0;
const change = (at: number, health: StatusChange['health']): StatusChange => ({
  id: ++ids,
  at,
  health,
  sentence: `${health} since ${at}`,
});
const always = [{ from: 0, to: 100 }];
const told = (changes: StatusChange[], watched = always, more = false) =>
  stripOf({ changes: changes.toReversed(), watched, more }, 0, 100).map(
    ({ from, to, state }) => `${from}–${to} ${state}`,
  );

describe('how a thing was', () => {
  it('is nothing that is known where nothing was written down', () => {
    expect(told([])).toEqual(['0–100 before']);
  });

  it('is what held when the time began, and then each change', () => {
    expect(told([change(-50, 'healthy'), change(40, 'failed'), change(60, 'healthy')])).toEqual([
      '0–40 healthy',
      '40–60 failed',
      '60–100 healthy',
    ]);
  });

  it('is not known before it was first seen, nor there after it was taken away', () => {
    expect(told([change(20, 'pending'), change(30, 'healthy'), change(80, null)])).toEqual([
      '0–20 before',
      '20–30 pending',
      '30–80 healthy',
      '80–100 gone',
    ]);
  });

  it('is not taken to have held while nobody looked', () => {
    const watched = [
      { from: 0, to: 30 },
      { from: 50, to: 100 },
    ];
    expect(told([change(-1, 'healthy'), change(70, 'failed')], watched)).toEqual([
      '0–30 healthy',
      '30–50 unwatched',
      '50–70 healthy',
      '70–100 failed',
    ]);
  });

  it('holds until now where somebody looked a moment ago', () => {
    expect(told([change(-1, 'healthy')], [{ from: 0, to: 95 }])).toEqual(['0–100 healthy']);
  });

  it('begins with the oldest change that was asked for when there are more', () => {
    expect(told([change(40, 'failed')], always, true)).toEqual(['0–40 before', '40–100 failed']);
  });

  it('has an answer for each moment of it', () => {
    const strip = stripOf(
      { changes: [change(50, 'failed'), change(-1, 'healthy')], watched: always, more: false },
      0,
      100,
    );
    expect([0, 49, 50, 100].map((at) => segmentAt(strip, at)?.state)).toEqual([
      'healthy',
      'healthy',
      'failed',
      'failed',
    ]);
    expect(segmentAt(strip, 101)).toBeNull();
  });

  it('is summed up by state, the longest first', () => {
    const strip = stripOf(
      {
        changes: [change(-1, 'healthy'), change(10, 'failed'), change(15, 'healthy')],
        watched: always,
        more: false,
      },
      0,
      100,
    );
    expect(durations(strip)).toEqual([
      { state: 'healthy', ms: 95 },
      { state: 'failed', ms: 5 },
    ]);
  });
});
