import { randomInt } from 'node:crypto';
import { database } from '../db/client';
import { VXLAN_PORT_LINUX } from '../model/vxlan';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Makes the fabric at the first start: its id goes into every owner mark and never changes. */
export async function foundFabric(): Promise<void> {
  const id = Array.from({ length: 8 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  const db = database();
  await db.$transaction(async (tx) => {
    if (await tx.fabric.findFirst()) return;
    await tx.fabric.create({ data: { id, vxlanPort: VXLAN_PORT_LINUX } });
  });
}
