import type { Culprit, Evidence, Hop, HopFact, PathAnswer, ProbeResult } from './answer';
import type { Lost } from './lost';

/** One end as an answer names it. */
type Named = { label: string; address: string };

/**
 * What the walk and the probes say together. A ping that passes does not prove the way: what is wrong on it and hidden by
 * what was learned is a risk. One that fails with nothing wrong on the way is told as just that.
 */
export function answerOf(
  [from, to]: readonly [Named, Named],
  hops: readonly Hop[],
  probes: readonly ProbeResult[],
  { lost = null, apart = null }: { lost?: Lost | null; apart?: string | null } = {},
): PathAnswer {
  const found = [...evidence(hops, 'wrong'), ...evidence(hops, 'risky')];
  const symptoms = evidence(hops, 'symptom');
  const unknown = evidence(hops, 'unknown').filter(({ object }) => object.kind === 'host');
  const pings = probes.filter(({ what }) => what !== 'capture');
  const failed = pings.some(({ passed }) => passed === false);
  const passed = pings.length > 0 && pings.every((one) => one.passed === true);
  const main = chosen(hops, found);
  const names = `${nameOf(from)} and ${nameOf(to)}`;
  // Where none is meant to get there, that it does not is no fault.
  const meant = apart === null ? '' : ` That is as it must be: ${apart}.`;
  const base = { hops, probes, evidence: [...found, ...symptoms] };
  if (main) {
    const isRisk = passed || (!failed && main.fact.state === 'risky');
    const where = `${objectWords(main.object)} on ${main.host}`;
    const cause = causeOf(main.fact);
    return {
      ...base,
      verdict: isRisk ? 'at-risk' : 'broken',
      sentence: isRisk
        ? `${names} reach each other now, but ${where} is not as it must be: ${cause}.`
        : `${from.label} does not reach ${to.label}: ${where}: ${cause}.${meant}`,
      culprit: culpritOf(hops, main),
      cause,
      fix: main.fact.fix,
    };
  }
  const [blind] = unknown;
  if (blind) {
    return {
      ...base,
      verdict: 'unproven',
      sentence: `Nothing wrong was found, but not all could be looked at: ${blind.fact.found}.`,
      culprit: culpritOf(hops, blind),
      cause: blind.fact.found,
      evidence: [...base.evidence, blind],
      fix: null,
    };
  }
  const checked = `${hops.length} hops with ${hops.reduce((sum, { facts }) => sum + facts.length, 0)} facts, both ways`;
  if (failed) {
    return {
      ...base,
      verdict: 'broken',
      sentence: `${from.label} does not reach ${to.label}, though everything on the way that can be read is as it must be (${checked})${lost ? `: ${lost.cause}` : ''}.${meant}`,
      culprit: lost?.at ?? null,
      cause: lost?.cause ?? 'no packet came back',
      fix: lost?.fix ?? null,
    };
  }
  return {
    ...base,
    verdict: passed ? 'ok' : 'unproven',
    sentence: passed
      ? `No fault found: ${names} reach each other both ways, and everything on the way is as it must be (${checked}).`
      : `Everything on the way between ${names} is as it must be (${checked}); no packet was sent to prove it.`,
    culprit: null,
    cause: null,
    fix: null,
  };
}

function nameOf({ label, address }: Named): string {
  return label === address ? address : `${label} (${address})`;
}

function evidence(hops: readonly Hop[], state: HopFact['state']): Evidence[] {
  return hops.flatMap(({ host, object, facts }) =>
    facts.filter((fact) => fact.state === state).map((fact) => ({ host, object, fact })),
  );
}

/** The first on the way of what loses packets, else of what may; what two hosts' underlay loses is told last, as it follows from either's. */
function chosen(hops: readonly Hop[], found: readonly Evidence[]): Evidence | undefined {
  const rank = ({ object, fact }: Evidence) =>
    (fact.state === 'wrong' ? 0 : 2) + (object.kind === 'way' ? 1 : 0);
  const order = new Map(hops.map((hop, i) => [hop.object, i]));
  return [...found].sort(
    (a, b) => rank(a) - rank(b) || (order.get(a.object) ?? 0) - (order.get(b.object) ?? 0),
  )[0];
}

function culpritOf(hops: readonly Hop[], { object, host }: Evidence): Culprit {
  const hostId = hops.find((hop) => hop.object === object)?.hostId ?? '';
  return { hostId, host, object };
}

function causeOf({ what, expected, found }: HopFact): string {
  if (found === 'missing') return `${what} is missing`;
  if (expected === 'none') return `${what} ${found} should not be there`;
  return expected === null ? `${what} is ${found}` : `${what} is ${found}, must be ${expected}`;
}

const KIND_WORDS: Record<Hop['object']['kind'], string> = {
  namespace: 'namespace',
  interface: 'interface',
  'host-end': 'port',
  bridge: 'bridge',
  vxlan: 'VXLAN interface',
  underlay: 'underlay device',
  way: 'way to VTEP',
  host: 'host',
  address: 'address',
};

export function objectWords({ kind, name, namespace }: Hop['object']): string {
  return `${KIND_WORDS[kind]} ${name}${namespace === null ? '' : ` in ${namespace}`}`;
}
