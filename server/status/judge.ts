import type { Refusal } from '../plan/plan';
import { type Difference, differenceWords } from './difference';
import type { HostView, Phase } from './reading';
import type { Health, Status, StatusFact } from './status';

/** What is to be said of one thing on one host. */
export type Subject = {
  key: string;
  /** `msft-br`, `the endpoint microsoft`. */
  name: string;
  tenantId: string | null;
};

/** The state of one thing on one host, from what stands in its way, what can be seen, and what differs. */
export function judge(
  subject: Subject,
  host: HostView,
  refusals: readonly Refusal[],
  differences: (host: HostView) => Difference[],
): Status {
  const { sight } = host;
  if (sight.is === 'blind') {
    return status(
      subject,
      'unknown',
      `what ${subject.name} on ${host.name} is like is not known: ${sight.why}`,
      [],
    );
  }
  const [refusal] = refusals;
  if (refusal) {
    return status(subject, 'failed', refusal.sentence, [
      { what: 'in the way', expected: null, found: refusal.object },
    ]);
  }
  const found = differences(host);
  if (found.length === 0) {
    return host.isCompared
      ? status(
          subject,
          'healthy',
          `${subject.name} on ${host.name} is as intent says (revision ${host.revision})`,
          [],
        )
      : status(
          subject,
          'pending',
          `${subject.name} on ${host.name} was not compared with revision ${host.revision} yet`,
          [],
        );
  }
  const facts = found.map(({ what, expected, found }): StatusFact => ({ what, expected, found }));
  const words = `${subject.name} on ${host.name}: ${summary(found)}`;
  return status(subject, HEALTH_OF[host.phase](found), `${words}${ENDING[host.phase](host)}`, facts);
}

/** A difference on its way is pending; one that stays is as bad as it is. */
const HEALTH_OF: Record<Phase, (found: readonly Difference[]) => Health> = {
  waiting: () => 'pending',
  running: () => 'pending',
  settled: (found) => worstWeight(found),
  failed: (found) => worstWeight(found),
  'in-doubt': () => 'unknown',
};

const ENDING: Record<Phase, (host: HostView) => string> = {
  waiting: ({ revision }) => `; it waits for revision ${revision} to be applied`,
  running: ({ revision }) => `; revision ${revision} is being applied`,
  settled: () => '',
  failed: ({ reading }) => `; the last run failed: ${reading?.run?.errors[0] ?? 'no reason was given'}`,
  'in-doubt': () => '; whether the last run reached it is not known yet',
};

function worstWeight(found: readonly Difference[]): Health {
  return found.some(({ weight }) => weight === 'failed') ? 'failed' : 'degraded';
}

/** The gravest first; three are enough to read, the facts hold all. */
function summary(found: readonly Difference[]): string {
  const sorted = [
    ...found.filter((d) => d.weight === 'failed'),
    ...found.filter((d) => d.weight === 'degraded'),
  ];
  const words = sorted.slice(0, 3).map(differenceWords).join('; ');
  return sorted.length > 3 ? `${words}; and ${sorted.length - 3} more` : words;
}

export function status(subject: Subject, health: Health, sentence: string, facts: StatusFact[]): Status {
  return { key: subject.key, health, sentence, facts, tenantId: subject.tenantId };
}
