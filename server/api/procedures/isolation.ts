import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import { publicReportKey, signDocument } from '../../auth/report-key';
import { Refused } from '../../intent/error';
import { fabricId } from '../../intent/fabric-id';
import { record } from '../../intent/record';
import { saveProofEveryHours } from '../../journal/proofs';
import { keepSignedReport, listSignedReports, readSignedReport } from '../../journal/signed-reports';
import { ID_PATTERN } from '../../model/ids';
import { MOST_PROOF_HOURS } from '../../model/proof-hours';
import type { ProofEvent } from '../../probe/proof-event';
import { isolationDocument } from '../isolation-document';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { lastProofFor } from '../narrowed/records-for';
import { lastEventId, probeStream } from '../probe-stream';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

/** Reports that are listed: the newest. */
const MOST_LISTED = 20;

const CUT: ProofEvent = {
  kind: 'end',
  proof: null,
  error: 'The connection to Overlane was lost, and the proof ended with it.',
};

/** No control characters, which a terminal or a printer would obey. */
const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const LINES = /^(?:\n|[^\p{Cc}\p{Zl}\p{Zp}])*$/u;

const signOffInput = z.strictObject({
  /** The person who stands for it. */
  by: z.string().trim().min(1).max(120).regex(LINE, 'a name is one line'),
  remark: z.string().trim().max(2_000).regex(LINES, 'a remark is plain text').default(''),
});

export const isolation = router({
  /** Whether tenants are apart, worked out now from what the hosts were last seen to hold. */
  get: viewerProcedure
    .meta({ tenants: 'own' })
    .query(async ({ ctx: { principal } }) => (await controllerFor(principal)).isolation()),

  /** What the last proof by packets found, whole. */
  proof: viewerProcedure.meta({ tenants: 'own' }).query(({ ctx: { principal } }) => lastProofFor(principal)),

  /** Proves it by marked packets. Leaving the stream ends that. */
  prove: operatorProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ lastEventId }))
    .subscription((call) =>
      probeStream(call, { kind: 'ping', cut: CUT }, async () => {
        const { principal } = call.ctx;
        const { tenants, hosts } = await intentFor(principal);
        await record({
          ...actorOf(principal),
          action: 'isolation.prove',
          subject: 'isolation',
          sentence: `sent marked packets between all tenants to prove that they are apart (${tenants.length} tenants, ${hosts.length} hosts)`,
          outcome: 'done',
        });
        const controller = await controllerFor(principal);
        return (signal) => controller.prove(principal.name, signal);
      }),
    ),

  /** How often it is proven without anybody asking; 0: never. */
  setHours: operatorProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ hours: z.number().int().min(0).max(MOST_PROOF_HOURS) }))
    .mutation(async ({ ctx: { principal }, input: { hours } }) => {
      await saveProofEveryHours(hours, principal.name);
      (await controllerFor(principal)).setProofHours(hours);
    }),

  /** Signs what is known now, for a person who stands for it. */
  signOff: operatorProcedure
    .meta({ tenants: 'all' })
    .input(signOffInput)
    .mutation(async ({ ctx: { principal }, input }) => {
      const found = (await controllerFor(principal)).isolation();
      const fabric = { intent: await intentFor(principal), installation: await fabricId() };
      const signOff = { ...input, account: principal.name, at: Date.now() };
      const body = isolationDocument(found, await lastProofFor(principal), fabric, signOff);
      const document = signDocument(body);
      const id = await keepSignedReport(
        { verdict: body.verdict, signedBy: input.by, document },
        principal.name,
      );
      return { id, verdict: body.verdict };
    }),

  reports: viewerProcedure.meta({ tenants: 'all' }).query(() => listSignedReports(MOST_LISTED)),

  /** The text of one, as it was signed. */
  report: viewerProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ id: z.string().regex(ID_PATTERN) }))
    .query(async ({ input: { id } }) => {
      const text = await readSignedReport(id);
      if (text === null) throw new Refused('There is no such report.');
      return text;
    }),

  /** What reports of this installation are signed with, for who verifies one. */
  reportKey: viewerProcedure.meta({ tenants: 'none' }).query(() => publicReportKey()),
});
