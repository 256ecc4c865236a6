import { database } from '../db/client';

/** This installation's id, part of every owner mark. */
export async function fabricId(): Promise<string> {
  const fabric = await database().fabric.findFirstOrThrow({ select: { id: true } });
  return fabric.id;
}
