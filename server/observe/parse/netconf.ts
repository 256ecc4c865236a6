import { z } from 'zod';
import type { Forwarding } from '../observed';
import { parseItems } from './document';
import { ReadError } from './read-error';

/** One object of `ip -j netconf show`. */
const netconfSchema = z.object({
  family: z.string(),
  interface: z.string().optional(),
  forwarding: z.boolean().optional(),
});

/** Forwarding of a namespace as a whole. A kernel without IPv6 lists no `inet6`. @throws ReadError */
export function parseNetconf(section: string, document: unknown[]): Forwarding {
  const all = parseItems(section, netconfSchema, document).filter((item) => item.interface === 'all');
  const ipv4 = all.find((item) => item.family === 'inet')?.forwarding;
  const ipv6 = all.find((item) => item.family === 'inet6')?.forwarding;
  if (ipv4 === undefined) throw new ReadError('malformed', section, 'the forwarding setting is missing');
  return { ipv4, ipv6: ipv6 ?? false };
}
