import { z } from 'zod';
import { writeLayout } from '../../intent/layout';
import { layoutFor } from '../narrowed/records-for';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

const coordinate = z.number().min(-1e6).max(1e6);
const positions = z
  .record(
    z.string().regex(/^[a-zA-Z0-9:@/._-]{1,128}$/, 'a key is one of the graph'),
    z.strictObject({ x: coordinate, y: coordinate }),
  )
  .refine((record) => Object.keys(record).length <= 2000, 'at most 2000 positions at once');

export const getLayout = viewerProcedure
  .meta({ tenants: 'own' })
  .query(({ ctx: { principal } }) => layoutFor(principal));

export const layout = router({
  /** Where people put things on the canvas, by key. */
  get: getLayout,
  /** Sets the positions given and leaves the others. Everybody sees hosts where somebody put them. */
  set: operatorProcedure
    .meta({ tenants: 'all' })
    .input(z.strictObject({ positions }))
    .mutation(({ input }) => writeLayout(input.positions)),
});
