import type { HostLive, LiveEvent } from '../controller/face';
import type { DriftItem } from '../drift/drift-item';
import type { Activity } from '../intent/activity';
import type { Finding } from '../model/finding';
import type { Host, Intent } from '../model/intent';
import type { Rollout } from '../model/rollout';
import type { Status } from '../status/status';

/**
 * What a viewer is given: no login names, no keys and where they lie, nothing about sudo (SECURITY.md, 13).
 * Sentences may quote a login as `user@host`.
 */
export function redactIntent(intent: Intent): Intent {
  return { ...intent, hosts: intent.hosts.map(redactHost) };
}

function redactHost(host: Host): Host {
  return { ...host, user: '', key: { kind: 'agent' } };
}

/** Keeps the login names of the intents that passed, since other events quote them without it. */
export function liveRedactor(present: Intent): (event: LiveEvent) => LiveEvent {
  let logins = loginsOf(present);
  return (event) => {
    switch (event.kind) {
      case 'snapshot':
        logins = [...new Set([...logins, ...loginsOf(event.intent)])];
        return {
          ...event,
          intent: redactIntent(event.intent),
          hosts: event.hosts.map((host) => redactLive(host, logins)),
          statuses: event.statuses.map((status) => redactStatus(status, logins)),
          drift: event.drift.map(redactDrift),
          rollouts: event.rollouts.map((rollout) => redactRollout(rollout, logins)),
        };
      case 'intent':
        logins = [...new Set([...logins, ...loginsOf(event.intent)])];
        return { ...event, intent: redactIntent(event.intent) };
      case 'host':
        return { ...event, host: redactLive(event.host, logins) };
      case 'statuses':
        return { ...event, set: event.set.map((status) => redactStatus(status, logins)) };
      case 'host-state':
        return { ...event, host: redactState(event.host, logins) };
      case 'drift':
        return { ...event, set: event.set.map(redactDrift) };
      case 'rollout':
        return { ...event, rollout: redactRollout(event.rollout, logins) };
      case 'observed':
      case 'heard':
      case 'counters':
      case 'carriage':
      case 'isolation':
      case 'proofs':
        return event;
    }
  };
}

function redactLive({ observed, ...host }: HostLive, logins: string[]): HostLive {
  return { ...redactState(host, logins), observed };
}

function redactState(host: Omit<HostLive, 'observed'>, logins: string[]): Omit<HostLive, 'observed'> {
  return {
    ...host,
    // They say how we become root there.
    capabilities: null,
    reason: host.reason && redactFinding(host.reason, logins),
    findings: host.findings.map((finding) => redactFinding(finding, logins)),
    run: host.run && { ...host.run, errors: host.run.errors.map((error) => withoutLogins(error, logins)) },
  };
}

/** Remedies are command lines for who administers the host. */
function redactFinding(finding: Finding, logins: string[]): Finding {
  if (finding.code.includes('sudo')) {
    return {
      ...finding,
      sentence: 'The host does not give Overlane the rights that it needs.',
      remedy: null,
    };
  }
  return { ...finding, sentence: withoutLogins(finding.sentence, logins), remedy: null };
}

function redactStatus(status: Status, logins: string[]): Status {
  const clean = (text: string) => withoutLogins(text, logins);
  return {
    ...status,
    sentence: clean(status.sentence),
    facts: status.facts.map((fact) => ({
      ...fact,
      expected: fact.expected === null ? null : clean(fact.expected),
      found: clean(fact.found),
    })),
  };
}

export function redactRollout(rollout: Rollout, logins: readonly string[]): Rollout {
  return {
    ...rollout,
    misses: rollout.misses.map((miss) => withoutLogins(miss, logins)),
    reason: rollout.reason && withoutLogins(rollout.reason, logins),
  };
}

/** Accepting a difference of a host would give the host whole, with how it is reached. */
export function redactDrift(item: DriftItem): DriftItem {
  if ('whyNot' in item.accept || !item.accept.operations.some(({ op }) => op.startsWith('host.')))
    return item;
  return { ...item, accept: { whyNot: 'Accepting this changes the host, which needs the role admin.' } };
}

/** Sentences of statuses of the past, which quote the logins of hosts that are there now. */
export function redactSentences<T extends { sentence: string }>(rows: readonly T[], present: Intent): T[] {
  const logins = loginsOf(present);
  return rows.map((row) => ({ ...row, sentence: withoutLogins(row.sentence, logins) }));
}

/** Rows of the audit log, which quote the logins of hosts that are there now. */
export function redactActivity(rows: readonly Activity[], present: Intent): Activity[] {
  const clean = (text: string) => withoutLogins(text, loginsOf(present));
  return rows.map((row) => ({
    ...row,
    subject: clean(row.subject),
    sentence: clean(row.sentence),
    detail: null,
    from: null,
    hash: null,
  }));
}

/** Whatever a probe gave: errors in it may quote logins. */
export function redactDeep<T>(value: T, present: Intent): T {
  const logins = loginsOf(present);
  const clean = (one: unknown): unknown => {
    if (typeof one === 'string') return withoutLogins(one, logins);
    if (Array.isArray(one)) return one.map(clean);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, clean(inner)]));
  };
  return clean(value) as T;
}

export function loginsOf(intent: Intent): string[] {
  return [...new Set(intent.hosts.map((host) => host.user))];
}

/** `deploy@node01` becomes `node01`; elsewhere a login name other than root is left out too, as a word of its own. */
function withoutLogins(text: string, logins: readonly string[]): string {
  let clean = text;
  for (const login of logins) {
    clean = clean.replaceAll(`${login}@`, '');
    if (login === 'root' || !clean.includes(login)) continue;
    clean = clean.replace(new RegExp(`(?<![\\w-])${login}(?![\\w-])`, 'g'), '…');
  }
  return clean;
}
