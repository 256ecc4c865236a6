import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetLimitSentence } from '../model/packet-limit';
import { type SweepBounds, type Swept, sweep } from './sweep';
import type { SweepAnswer } from './sweep-event';

const BOUNDS: SweepBounds = { control: 84, deviceMtu: 1450 };

type Path = (size: number) => SweepAnswer;

const passed = { kind: 'passed', rttMs: 0.1 } as const;
const silent = { kind: 'silent' } as const;

/** The device refuses what is larger than itself; of the rest the path decides. */
const behind =
  (deviceMtu: number, path: Path): Path =>
  (size) =>
    size > deviceMtu ? { kind: 'local', mtu: deviceMtu } : path(size);

function run(path: Path, bounds = BOUNDS): { found: Swept; sizes: number[] } {
  const search = sweep(bounds);
  const sizes: number[] = [];
  let step = search.next();
  while (!step.done) {
    sizes.push(step.value);
    step = search.next(path(step.value));
  }
  return { found: step.value, sizes };
}

describe('the largest packet that passes', () => {
  it('is what the device takes where nothing is wrong, found with two packets and a refusal', () => {
    const { found, sizes } = run(behind(1450, () => passed));
    expect(sizes).toEqual([84, 1450, 1451]);
    expect(found).toMatchObject({ largest: 1450, limit: 'interface', sign: 'message-too-long' });
  });

  it('is found among all sizes where larger ones vanish', () => {
    const { found, sizes } = run(behind(1450, (size) => (size <= 1400 ? passed : silent)));
    expect(found).toMatchObject({ largest: 1400, limit: 'path', sign: 'silence' });
    expect(sizes.length).toBeLessThanOrEqual(13);
  });

  it('is tried where a router says what it carries', () => {
    const router: Path = (size) => (size <= 1400 ? passed : { kind: 'path', mtu: 1400, by: '10.1.0.254' });
    const { found, sizes } = run(behind(1450, router));
    expect(sizes).toEqual([84, 1450, 1400, 1401]);
    expect(found).toMatchObject({
      largest: 1400,
      limit: 'path',
      sign: 'fragmentation-needed',
      toldBy: '10.1.0.254',
      toldMtu: 1400,
    });
  });

  it('is still the router’s word when the kernel refuses by itself from then on', () => {
    let knows = false;
    const path: Path = (size) => {
      if (size <= 1400) return passed;
      if (knows) return { kind: 'local', mtu: 1400 };
      knows = true;
      return { kind: 'path', mtu: 1400, by: '10.1.0.254' };
    };
    expect(run(behind(1450, path)).found).toMatchObject({ sign: 'fragmentation-needed', toldMtu: 1400 });
  });

  it('is of the path where the kernel remembers less than the device takes', () => {
    const { found, sizes } = run((size) => (size <= 1400 ? passed : { kind: 'local', mtu: 1400 }));
    expect(found).toMatchObject({ largest: 1400, limit: 'path', sign: 'message-too-long', toldMtu: 1400 });
    expect(sizes).toEqual([84, 1450, 1400, 1401]);
  });

  it('is smaller still behind a second router', () => {
    const path: Path = (size) => {
      if (size > 1400) return { kind: 'path', mtu: 1400, by: 'near' };
      return size > 1300 ? { kind: 'path', mtu: 1300, by: 'far' } : passed;
    };
    const { found } = run(behind(1450, path));
    expect(found).toMatchObject({ largest: 1300, toldBy: 'far', toldMtu: 1300 });
  });

  it('is not that of a router who lies: what vanishes below its word is found', () => {
    const path: Path = (size) => {
      if (size > 1400) return { kind: 'path', mtu: 1400, by: 'liar' };
      return size > 1200 ? silent : passed;
    };
    expect(run(behind(1450, path)).found).toMatchObject({ largest: 1200, limit: 'path', sign: 'silence' });
  });

  it('is unknown where not even the control is answered, and nothing more is sent', () => {
    const { found, sizes } = run(() => silent);
    expect(sizes).toEqual([84]);
    expect(found).toMatchObject({ largest: null, limit: null });
  });

  it('ends with the reason where it cannot be tried', () => {
    expect(() => run(() => ({ kind: 'failed', sentence: 'no route' }))).toThrow('no route');
  });

  it('is exact for every path and device, within a bounded number of packets', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 84, max: 65_535 }),
        fc.integer({ min: 85, max: 65_535 }),
        fc.boolean(),
        (carried, deviceMtu, speaks) => {
          const path: Path = (size) =>
            size <= carried ? passed : speaks ? { kind: 'path', mtu: carried, by: 'router' } : silent;
          const { found, sizes } = run(behind(deviceMtu, path), { control: 84, deviceMtu });
          expect(found.largest).toBe(Math.min(carried, deviceMtu));
          expect(found.limit).toBe(carried < deviceMtu ? 'path' : 'interface');
          expect(new Set(sizes).size).toBe(sizes.length);
          expect(sizes.length).toBeLessThanOrEqual(20);
        },
      ),
      { examples: [[65_535, 65_535, false]] },
    );
  });
});

it.each([
  [behind(1450, () => passed), 'all that msft-veth1 takes'],
  [behind(1450, (size: number) => (size <= 1400 ? passed : silent)), 'larger ones vanish on the way'],
  [() => silent, 'does not answer even small packets'],
] as [Path, string][])('says what it means (%#)', (path, words) => {
  const ends = { target: '10.1.0.5', family: 4, device: 'msft-veth1', deviceMtu: 1450 } as const;
  expect(packetLimitSentence({ ...ends, ...run(path).found })).toContain(words);
});
