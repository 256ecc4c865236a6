import { actorOf } from '../../auth/principal';
import { exportFaults, lastVerdict, verifyNow } from '../../intent/audit-log';
import { record } from '../../intent/record';
import { auditFileEnd } from '../../model/audit-file';
import { adminProcedure, router } from '../trpc';

export const audit = router({
  /** What the last look at the whole log found, at the start or since; null: it is being looked at. */
  verdict: adminProcedure.query(() => lastVerdict()),

  /** Looks at the whole log now. */
  verify: adminProcedure.mutation(async ({ ctx: { principal } }) => {
    const verdict = await verifyNow();
    const { rows, faults } = verdict;
    await record({
      ...actorOf(principal),
      action: 'audit.verify',
      subject: `${rows} rows`,
      sentence:
        faults.length === 0
          ? `verified the audit log: ${rows} rows, all as they were written`
          : `verified the audit log and found it changed: ${faults[0]?.sentence}`,
      outcome: faults.length === 0 ? 'done' : 'failed',
    });
    return verdict;
  }),

  /** Whether an export was written by this installation and goes with the log as it is now. */
  checkExport: adminProcedure
    .input(auditFileEnd.strict())
    .query(async ({ input }) => ({ faults: await exportFaults(input) })),
});
