import { z } from 'zod';
import { badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';

/** A rule of a packet filter that drops packets, or a chain that drops what no rule of it takes. */
export type DropRule = {
  family: string;
  table: string;
  chain: string;
  /** null: it is the chain's policy. */
  handle: number | null;
  /** Of its chain: `input`, `ingress`, …; null: only other chains lead to it. */
  hook: string | null;
  /** The device whose packets it sees; null: all, or nft does not tell (before 1.0.7). */
  device: string | null;
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
const chainSchema = z.object({
  chain: z.object({
    family: z.string(),
    table: z.string(),
    name: z.string(),
    hook: z.string().optional(),
    policy: z.string().optional(),
    dev: z.union([z.string(), z.array(z.string())]).optional(),
  }),
});
const rulesetSchema = z.object({ nftables: z.array(z.unknown()) });

/**
 * Rules of nftables (iptables-nft writes there too) that drop or reject, of the host (null) or of one of its namespaces.
 * null: there is no nft on the host, or it may not be read.
 * @throws RunnerError, TypeError where the name is none
 */
export async function readDropRules(runner: Runner, namespace: string | null): Promise<DropRule[] | null> {
  if (namespace !== null && badNamespaceName(namespace) !== null) {
    throw new TypeError(`no namespace "${namespace}"`);
  }
  const enter = namespace === null ? [] : ['ip', 'netns', 'exec', namespace];
  const argv = [...enter, 'nft', '-j', 'list', 'ruleset'];
  const { sections } = await runner.run({
    sections: [{ name: 'nft', argv, onFailure: 'continue' }],
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
  const chains = ruleset.data.nftables.flatMap((item) => {
    const parsed = chainSchema.safeParse(item);
    return parsed.success ? [parsed.data.chain] : [];
  });
  const policies = chains
    .filter(({ policy }) => policy === 'drop')
    .map(({ family, table, name, hook = null, dev }): DropRule => {
      return { family, table, chain: name, handle: null, hook, device: deviceOf(dev), ports: [] };
    });
  const rules = ruleset.data.nftables.flatMap((item): DropRule[] => {
    const parsed = ruleSchema.safeParse(item);
    if (!parsed.success || !parsed.data.rule.expr.some(isDrop)) return [];
    const { expr, ...place } = parsed.data.rule;
    const chain = chains.find(
      ({ family, table, name }) => family === place.family && table === place.table && name === place.chain,
    );
    return [{ ...place, hook: chain?.hook ?? null, device: deviceOf(chain?.dev), ports: portsOf(expr) }];
  });
  return [...rules, ...policies].slice(0, MOST_RULES);
}

/** Of a chain on several nobody can say which it was. */
function deviceOf(dev: string | string[] | undefined): string | null {
  if (typeof dev === 'string') return dev;
  return dev?.length === 1 ? (dev[0] ?? null) : null;
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
