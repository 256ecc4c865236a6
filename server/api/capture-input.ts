import { z } from 'zod';
import { CAPTURE_DIRECTIONS, CAPTURE_PROTOCOLS } from '../model/capture';

/** What is captured, in the words of the model. */
export const filter = z.strictObject({
  protocol: z.enum(CAPTURE_PROTOCOLS).default('any'),
  address: z.string().max(64).nullable().default(null),
  port: z.number().int().min(1).max(65_535).nullable().default(null),
  direction: z.enum(CAPTURE_DIRECTIONS).default('any'),
});

/** A whole number within bounds of the model, where left out the first. */
export const bounded = ({ least, most, first }: { least: number; most: number; first: number }) =>
  z.number().int().min(least).max(most).default(first);
