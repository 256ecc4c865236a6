import { database } from '../db/client';

export type Position = { x: number; y: number };

/** Where people put things on the canvas, by key. */
export async function readLayout(): Promise<Record<string, Position>> {
  const rows = await database().layout.findMany();
  return Object.fromEntries(rows.map(({ key, x, y }) => [key, { x, y }]));
}

/** Sets the positions given and leaves the others as they are. */
export async function writeLayout(positions: Readonly<Record<string, Position>>): Promise<void> {
  await database().$transaction(async (tx) => {
    for (const [key, position] of Object.entries(positions)) {
      await tx.layout.upsert({ where: { key }, create: { key, ...position }, update: position });
    }
  });
}
