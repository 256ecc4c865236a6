import { z } from 'zod';
import type { ObservedRoute } from '../observed';
import { parseItems } from './document';

const hopSchema = z.object({
  gateway: z.string().optional(),
  via: z.object({ host: z.string() }).optional(),
  dev: z.string().optional(),
});

/** One object of `ip -j -d route show table all`. */
const routeSchema = hopSchema.extend({
  type: z.string().optional(),
  dst: z.string(),
  table: z.string().optional(),
  nexthops: z.array(hopSchema).optional(),
});

/**
 * A route for each next hop. The table `local` is left out: the kernel fills it from the addresses.
 * @throws ReadError
 */
export function parseRoutes(section: string, document: unknown[]): ObservedRoute[] {
  return parseItems(section, routeSchema, document)
    .filter((route) => route.table !== 'local')
    .flatMap((route) =>
      (route.nexthops ?? [route]).map((hop) => ({
        to: route.dst,
        via: hop.gateway ?? hop.via?.host ?? null,
        device: hop.dev ?? null,
        table: route.table ?? 'main',
        ...(route.type === undefined || route.type === 'unicast' ? {} : { type: route.type }),
      })),
    );
}
