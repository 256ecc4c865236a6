import { audit } from '../db/audit';
import { database } from '../db/client';
import { newId } from '../model/ids';
import type { IsolationVerdict } from '../model/isolation-verdict';

export type SignedReportSummary = {
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  verdict: IsolationVerdict;
  signedBy: string;
};

/** `actor`: the user who asked for it; `signedBy`: the person whose name stands under it. @returns its id */
export async function keepSignedReport(
  { verdict, signedBy, document }: { verdict: IsolationVerdict; signedBy: string; document: string },
  actor: string,
): Promise<string> {
  const id = newId();
  await database().$transaction(async (tx) => {
    await tx.signedReport.create({ data: { id, at: new Date(), verdict, signedBy, document } });
    await audit(tx, {
      actor,
      action: 'isolation.signOff',
      subject: `report ${id}`,
      sentence: `signed off the isolation report ${id} for ${signedBy}: ${verdict}`,
      outcome: 'done',
    });
  });
  return id;
}

/** The text that was signed, or null. */
export async function readSignedReport(id: string): Promise<string | null> {
  const row = await database().signedReport.findUnique({ where: { id }, select: { document: true } });
  return row?.document ?? null;
}

/** The newest first. */
export async function listSignedReports(most: number): Promise<SignedReportSummary[]> {
  const rows = await database().signedReport.findMany({
    orderBy: { at: 'desc' },
    take: most,
    select: { id: true, at: true, verdict: true, signedBy: true },
  });
  return rows.map(({ at, verdict, ...rest }) => ({
    ...rest,
    at: at.getTime(),
    verdict: verdict as IsolationVerdict,
  }));
}
