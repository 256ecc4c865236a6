import { expect, it } from 'vitest';
import { aligned } from './align';
import type { PlacedHost } from './placement';

const host = (id: string, x: number, y: number): PlacedHost => ({
  id,
  x,
  y,
  width: 384,
  height: 200,
  facing: 'right',
  lanes: [],
  noticeY: null,
  foreignY: null,
});

it('a dragged host takes the nearest line of another within reach, and only then', () => {
  const hosts = [host('dragged', 0, 0), host('a', 600, 40), host('b', 700, 52)];
  expect(aligned('dragged', { x: 100, y: 44 }, hosts)).toEqual({ x: 100, y: 40 });
  expect(aligned('dragged', { x: 592, y: 49 }, hosts)).toEqual({ x: 600, y: 52 });
  expect(aligned('dragged', { x: 100, y: 80 }, hosts)).toEqual({ x: 100, y: 80 });
});
