import { z } from 'zod';
import type { LinkStats } from '../observed';
import { parseItems } from './document';
import { ReadError } from './read-error';

const countersSchema = z.object({
  bytes: z.number(),
  packets: z.number(),
  errors: z.number(),
  dropped: z.number(),
});
const sidesSchema = z.object({ rx: countersSchema, tx: countersSchema });

/** What `ip -s` adds to a link: `stats64`, or `stats` where the kernel has none of 64 bits. */
export const statsShape = { stats64: sidesSchema.optional(), stats: sidesSchema.optional() };

type Counted = { ifname: string } & {
  [K in keyof typeof statsShape]?: z.infer<typeof sidesSchema> | undefined;
};

/** @throws ReadError where there are none */
export function statsOf(section: string, { ifname, stats64, stats }: Counted): LinkStats {
  const sides = stats64 ?? stats;
  if (!sides) throw new ReadError('malformed', section, `the counters of "${ifname}" are missing`);
  const { rx, tx } = sides;
  return {
    rxBytes: rx.bytes,
    rxPackets: rx.packets,
    rxErrors: rx.errors,
    rxDropped: rx.dropped,
    txBytes: tx.bytes,
    txPackets: tx.packets,
    txErrors: tx.errors,
    txDropped: tx.dropped,
  };
}

const countedSchema = z.object({ ifname: z.string(), ...statsShape });

/** By name, from `ip -s -j link show`. @throws ReadError */
export function parseLinkStats(section: string, document: unknown[]): Map<string, LinkStats> {
  const links = parseItems(section, countedSchema, document);
  return new Map(links.map((link) => [link.ifname, statsOf(section, link)]));
}
