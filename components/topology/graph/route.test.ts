import { describe, expect, it } from 'vitest';
import { middleOf, type Port, roundedPath, route, routeBus, trackOffset } from './route';

const port = (x: number, y: number, facing: Port['facing'], gutter = 500): Port => ({
  hostId: `${x}/${y}`,
  x,
  y,
  facing,
  gutter,
});

describe('route', () => {
  it('is straight between ports that face each other at one height', () => {
    expect(route(port(400, 90, 'right'), port(600, 90, 'left'), 10, -30)).toEqual([
      { x: 400, y: 90 },
      { x: 600, y: 90 },
    ]);
  });

  it('follows the track of its network in the gutter where the heights differ, or both are on one side', () => {
    const bracket = [
      { x: 400, y: 90 },
      { x: 510, y: 90 },
      { x: 510, y: 700 },
    ];
    expect(route(port(400, 90, 'right'), port(600, 700, 'left'), 10, -30)).toEqual([
      ...bracket,
      { x: 600, y: 700 },
    ]);
    expect(route(port(400, 90, 'right'), port(400, 700, 'right'), 10, -30)).toEqual([
      ...bracket,
      { x: 400, y: 700 },
    ]);
  });

  it('goes over the trunk above all hosts where the gutters differ', () => {
    const points = route(port(400, 90, 'right', 500), port(1500, 700, 'left', 1400), 0, -30);
    expect(points.map(({ x, y }) => [x, y])).toEqual([
      [400, 90],
      [500, 90],
      [500, -30],
      [1400, -30],
      [1400, 700],
      [1500, 700],
    ]);
  });

  it('a bus has one run fewer than it has ports, and reaches each of them', () => {
    const ports = [
      port(400, 90, 'right'),
      port(600, 90, 'left'),
      port(400, 700, 'right'),
      port(1500, 90, 'left', 1400),
    ];
    const runs = routeBus(ports, 0, -30);
    expect(runs).toHaveLength(3);
    const ends = runs.flatMap((run) => [run[0], run.at(-1)]);
    for (const { x, y } of ports) expect(ends).toContainEqual({ x, y });
  });
});

describe('tracks', () => {
  it('lie symmetrically around the middle and never outside of the room', () => {
    expect([0, 1, 2].map((i) => trackOffset(i, 3, 100))).toEqual([-10, 0, 10]);
    const offsets = Array.from({ length: 50 }, (_, i) => trackOffset(i, 50, 60));
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeCloseTo(60);
  });
});

describe('paths', () => {
  it('round their corners, by at most half of the way to the next', () => {
    expect(
      roundedPath(
        [
          { x: 0, y: 0 },
          { x: 100, y: 0 },
          { x: 100, y: 8 },
        ],
        10,
      ),
    ).toBe('M0 0L90 0Q100 0 100 4L100 8');
  });

  it('have their middle where half of the way is done', () => {
    expect(
      middleOf([
        { x: 0, y: 0 },
        { x: 100, y: 0 },
        { x: 100, y: 300 },
      ]),
    ).toEqual({ x: 100, y: 100 });
  });
});
