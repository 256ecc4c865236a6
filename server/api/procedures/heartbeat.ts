import { z } from 'zod';
import { ID_PATTERN } from '../../model/ids';
import { answerHeartbeat } from '../heartbeats';
import { operatorProcedure, router } from '../trpc';

export const heartbeat = router({
  /**
   * Says that whoever reads a probe's stream is still there; without it the probe ends. No mutation: a page whose
   * session ended goes on answering for a moment, which is no attempt at anything.
   */
  answer: operatorProcedure
    .meta({ tenants: 'none' })
    .input(z.strictObject({ key: z.string().regex(ID_PATTERN) }))
    .query(({ ctx: { principal }, input: { key } }) => ({ known: answerHeartbeat(principal, key) })),
});
