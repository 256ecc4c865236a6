import { z } from 'zod';
import type { BaseChain, Filter, FilterRule, Match, Verdict } from './packet-filter';

type Hook = 'input' | 'forward';

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  hook: z.string().optional(),
  type: z.string().optional(),
  policy: z.string().optional(),
});
const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  expr: z.array(z.record(z.string(), z.unknown())),
});
/** `nft -j list ruleset` (libnftables-json(5)). */
const rulesetSchema = z.object({
  nftables: z.array(z.object({ chain: chainSchema.optional(), rule: ruleSchema.optional() })),
});

/** Tables whose chains a packet of IPv4 passes. */
const FAMILIES = new Set(['ip', 'inet']);

/** The filter at a hook; chains are named `FAMILY TABLE CHAIN`. null where the text is no ruleset. */
export function parseNftables(text: string, hook: Hook): Filter | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = rulesetSchema.safeParse(json);
  if (!parsed.success) return null;
  const chains = new Map<string, FilterRule[]>();
  const bases: BaseChain[] = [];
  for (const { chain, rule } of parsed.data.nftables) {
    if (chain && FAMILIES.has(chain.family)) {
      const name = `${chain.family} ${chain.table} ${chain.name}`;
      chains.set(name, chains.get(name) ?? []);
      if (chain.hook === hook && chain.type !== 'nat') {
        bases.push({ chain: name, policy: chain.policy === 'drop' ? 'drop' : 'accept' });
      }
    }
    if (rule && FAMILIES.has(rule.family)) {
      const table = `${rule.family} ${rule.table}`;
      const rules = chains.get(`${table} ${rule.chain}`);
      rules?.push(...toRules(rule.expr, table));
    }
  }
  return { bases, chains };
}

/** One rule for each element of a verdict map, else one. */
function toRules(expressions: Record<string, unknown>[], table: string): FilterRule[] {
  const matches: Match[] = [];
  let verdict: Verdict = { kind: 'none' };
  for (const expression of expressions) {
    const [kind = '', value] = Object.entries(expression)[0] ?? [];
    if (kind === 'vmap') return mapRules(value, matches, table);
    if (kind === 'match') matches.push(toMatch(value));
    else if (kind in VERDICTS) verdict = toVerdict(kind, value, table);
    // `xt` is a match or a target of iptables, which nft cannot read: it decides, and nobody knows what.
    else if (kind === 'xt') matches.push({ kind: 'unknown' });
    else if (!HARMLESS.has(kind)) verdict = { kind: 'unknown' };
  }
  return [{ matches, verdict }];
}

const mapSchema = z.object({
  key: z.record(z.string(), z.unknown()),
  data: z.object({ set: z.array(z.tuple([z.unknown(), z.record(z.string(), z.unknown())])) }),
});

function mapRules(value: unknown, matches: Match[], table: string): FilterRule[] {
  const map = mapSchema.safeParse(value);
  if (!map.success) return [{ matches, verdict: { kind: 'unknown' } }];
  return map.data.data.set.map(([right, verdict]) => {
    const [name = '', target] = Object.entries(verdict)[0] ?? [];
    return {
      matches: [...matches, toMatch({ op: '==', left: map.data.key, right })],
      verdict: toVerdict(name, target, table),
    };
  });
}

const HARMLESS = new Set(['counter', 'log', 'comment', 'mangle', 'notrack', 'set', 'meter']);

const VERDICTS: Record<string, Verdict['kind']> = {
  accept: 'accept',
  drop: 'drop',
  reject: 'drop',
  return: 'return',
  continue: 'none',
  jump: 'jump',
  goto: 'goto',
};

function toVerdict(name: string, value: unknown, table: string): Verdict {
  const kind = VERDICTS[name] ?? 'unknown';
  if (kind !== 'jump' && kind !== 'goto') return { kind };
  const target = z.object({ target: z.string() }).safeParse(value);
  return target.success ? { kind, chain: `${table} ${target.data.target}` } : { kind: 'unknown' };
}

const matchSchema = z.object({ op: z.string(), left: z.record(z.string(), z.unknown()), right: z.unknown() });
const leftSchema = z.object({
  meta: z.object({ key: z.string() }).optional(),
  ct: z.object({ key: z.string() }).optional(),
  payload: z.object({ protocol: z.string().optional(), field: z.string().optional() }).optional(),
});

function toMatch(value: unknown): Match {
  const match = matchSchema.safeParse(value);
  const left = leftSchema.safeParse(match.data?.left);
  if (!match.success || !left.success || !['==', '!=', 'in'].includes(match.data.op))
    return { kind: 'unknown' };
  const not = match.data.op === '!=';
  const { meta, ct, payload } = left.data;
  const items = listed(match.data.right);
  if (items === null) return { kind: 'unknown' };
  const names = items.map(String);
  if (meta?.key === 'iifname' || meta?.key === 'iif') return { kind: 'device', direction: 'in', names, not };
  if (meta?.key === 'oifname' || meta?.key === 'oif') return { kind: 'device', direction: 'out', names, not };
  if (meta?.key === 'l4proto') return { kind: 'protocol', names: names.map(protocolName), not };
  // A status such as `dnat` is one that only a known connection has.
  if (ct?.key === 'state' || ct?.key === 'status') return { kind: 'state', names, not };
  if (payload?.protocol === 'ip' && payload.field === 'protocol') {
    return { kind: 'protocol', names: names.map(protocolName), not };
  }
  // A match on a field of a protocol is one on the protocol, too.
  const other = ['tcp', 'icmp', 'icmpv6', 'sctp', 'dccp', 'esp', 'ah'].find(
    (name) => name === payload?.protocol,
  );
  if (other) return { kind: 'protocol', names: [other], not: false };
  if ((payload?.protocol === 'udp' || payload?.protocol === 'th') && payload.field === 'dport') {
    const ranges = items.map(toRange);
    return ranges.every((range) => range !== null) ? { kind: 'port', ranges, not } : { kind: 'unknown' };
  }
  return { kind: 'unknown' };
}

/** The right side of a match as a list, or null for a named set or an operation. */
function listed(right: unknown): unknown[] | null {
  if (Array.isArray(right)) return right;
  if (typeof right === 'string') return right.startsWith('@') ? null : [right];
  if (typeof right === 'number') return [right];
  const set = z.object({ set: z.array(z.unknown()) }).safeParse(right);
  if (set.success) return set.data.set;
  return z.object({ range: z.unknown() }).safeParse(right).success ? [right] : null;
}

function toRange(item: unknown): [number, number] | null {
  if (typeof item === 'number') return [item, item];
  const range = z.object({ range: z.tuple([z.number(), z.number()]) }).safeParse(item);
  return range.success ? range.data.range : null;
}

/** nft prints the numbers of protocols that /etc/protocols does not name. */
function protocolName(name: string): string {
  return name === '17' ? 'udp' : name === '6' ? 'tcp' : name;
}
