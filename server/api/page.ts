import { z } from 'zod';

/** A page of a list, newest first. `before`: the number of the last row that the caller has. */
export const pageInput = z.strictObject({
  limit: z.number().int().min(1).max(200).default(50),
  before: z.number().int().min(0).optional(),
});
