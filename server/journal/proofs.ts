import { audit } from '../db/audit';
import { database } from '../db/client';
import type { Proof } from '../diagnose/proof/proof';

/** Runs that are kept. */
const MOST_KEPT = 50;
const SETTING = 'proof.everyHours';

/** Writes down what a run found, and into the activity that it was made. */
export async function keepProof(found: Omit<Proof, 'id'>): Promise<Proof> {
  const { startedAt, endedAt, verdict, by, contacts, contactsInAll, doubts, doubtsInAll, counts } = found;
  return database().$transaction(async (tx) => {
    const { id } = await tx.proof.create({
      data: { at: new Date(endedAt), verdict, result: JSON.stringify(found) },
    });
    await tx.proof.deleteMany({ where: { id: { lte: id - MOST_KEPT } } });
    const more = (all: number) => (all > 1 ? `, and ${all - 1} more` : '');
    const why =
      contacts[0] !== undefined
        ? `${contacts[0].sentence}${more(contactsInAll)}`
        : doubts[0] !== undefined
          ? `${doubts[0]}${more(doubtsInAll)}`
          : `no frame of one came to another, by ${counts.packets} marked packets of ${counts.probed} endpoints`;
    await audit(tx, {
      actor: by ?? 'controller',
      action: 'isolation.proof',
      subject: `proof ${id}`,
      sentence: `proof ${id} of isolation: ${verdict}: ${why}`,
      outcome: verdict === 'apart' ? 'done' : 'failed',
      detail: { tookMs: endedAt - startedAt, ...counts },
      tenantIds: [
        ...new Set(contacts.flatMap(({ tenantId, toTenantId }) => [tenantId, toTenantId ?? []].flat())),
      ],
      hostIds: [...new Set(contacts.map(({ hostId }) => hostId))],
    });
    return { id, ...found };
  });
}

export async function lastProof(): Promise<Proof | null> {
  const row = await database().proof.findFirst({ orderBy: { id: 'desc' } });
  return row && { id: row.id, ...(JSON.parse(row.result) as Omit<Proof, 'id'>) };
}

/** Hours between two runs that nobody asked for; 0: there are none. */
export async function proofEveryHours(): Promise<number> {
  const row = await database().setting.findUnique({ where: { key: SETTING } });
  return row ? Number(JSON.parse(row.value)) : 0;
}

export async function saveProofEveryHours(hours: number, actor: string): Promise<void> {
  const value = JSON.stringify(hours);
  await database().$transaction(async (tx) => {
    await tx.setting.upsert({ where: { key: SETTING }, create: { key: SETTING, value }, update: { value } });
    await audit(tx, {
      actor,
      action: 'isolation.schedule',
      subject: 'proof of isolation',
      sentence:
        hours === 0
          ? 'isolation is proven by packets only when somebody asks for it'
          : `isolation is proven by packets every ${hours === 1 ? 'hour' : `${hours} hours`}`,
      outcome: 'done',
    });
  });
}
