import { z } from 'zod';
import type { Runner } from '../ssh/runner';

/** A rule of the host's packet filter that drops packets. */
export type DropRule = {
  family: string;
  table: string;
  chain: string;
  handle: number;
  /** Destination ports that it names, first and last of each range; none: it names no port. */
  ports: [from: number, to: number][];
};

const TIMEOUT_MS = 5_000;
const MOST_RULES = 200;

const ruleSchema = z.object({
  rule: z.object({
    family: z.string(),
    table: z.string(),
    chain: z.string(),
    handle: z.number(),
    expr: z.array(z.unknown()),
  }),
});
const rulesetSchema = z.object({ nftables: z.array(z.unknown()) });

/** Rules of nftables (iptables-nft writes there too) that drop or reject. null: there is no nft on the host, or it may not be read. */
export async function readDropRules(runner: Runner): Promise<DropRule[] | null> {
  const { sections } = await runner.run({
    sections: [{ name: 'nft', argv: ['nft', '-j', 'list', 'ruleset'], onFailure: 'continue' }],
    timeoutMs: TIMEOUT_MS,
  });
  const [section] = sections;
  return section?.code === 0 ? parseDropRules(section.stdout) : null;
}

export function parseDropRules(text: string): DropRule[] | null {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  const ruleset = rulesetSchema.safeParse(document);
  if (!ruleset.success) return null;
  return ruleset.data.nftables
    .flatMap((item) => {
      const parsed = ruleSchema.safeParse(item);
      if (!parsed.success || !parsed.data.rule.expr.some(isDrop)) return [];
      const { expr, ...place } = parsed.data.rule;
      return [{ ...place, ports: portsOf(expr) }];
    })
    .slice(0, MOST_RULES);
}

function isDrop(expression: unknown): boolean {
  return (
    typeof expression === 'object' && expression !== null && ('drop' in expression || 'reject' in expression)
  );
}

/** Numbers that a destination port is compared with. */
function portsOf(expressions: readonly unknown[]): DropRule['ports'] {
  const ports: DropRule['ports'] = [];
  for (const expression of expressions) {
    const match = matchSchema.safeParse(expression);
    if (!match.success) continue;
    const { right } = match.data.match;
    ports.push(...rangesIn(right));
  }
  return ports;
}

const matchSchema = z.object({
  match: z.object({
    left: z.object({ payload: z.object({ field: z.literal('dport') }) }),
    right: z.unknown(),
  }),
});

/** A number, a set of several, or `{ range: [from, to] }`, one in the other. */
function rangesIn(value: unknown): DropRule['ports'] {
  if (typeof value === 'number') return [[value, value]];
  if (Array.isArray(value)) return value.flatMap(rangesIn);
  const range = rangeSchema.safeParse(value);
  if (range.success) return [range.data.range];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(rangesIn) : [];
}

const rangeSchema = z.object({ range: z.tuple([z.number(), z.number()]) });
