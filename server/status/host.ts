import { statusKey } from '../model/status-key';
import { type Subject, status } from './judge';
import { type HostReading, type HostView, STATE_WORDS } from './reading';
import { rollUp } from './roll-up';
import type { Health, Status } from './status';

/** What the state of the connection alone says of a host. */
const HEALTH_OF_STATE: Record<Exclude<HostReading['state'], 'ready'>, Health> = {
  unpinned: 'pending',
  connecting: 'unknown',
  unreachable: 'failed',
  // It may be well: the host that it is reached through is what failed.
  'cut-off': 'unknown',
  refused: 'failed',
};

export function hostStatus(host: HostView, parts: readonly Status[]): Status {
  const { name, reading, sight } = host;
  const subject: Subject = { key: statusKey.host(host.hostId), name, tenantId: null };
  if (!reading) return status(subject, 'unknown', `${name} was never connected`, []);
  if (reading.state !== 'ready') {
    const why = reading.reason ? `: ${reading.reason.sentence}` : '';
    return status(subject, HEALTH_OF_STATE[reading.state], `${name} ${STATE_WORDS[reading.state]}${why}`, []);
  }
  if (sight.is === 'blind') return status(subject, 'unknown', sight.why, []);
  // What is to go, but cannot: no part of the graph has it.
  const leftover = reading.refusals.find(({ tenantId }) => tenantId === null);
  if (leftover) {
    const fact = { what: 'in the way', expected: null, found: leftover.object };
    return status(subject, 'degraded', leftover.sentence, [fact]);
  }
  if (parts.length === 0 && host.phase !== 'failed') {
    return host.isCompared
      ? status(subject, 'healthy', `${name} is connected and has nothing of ours yet`, [])
      : status(subject, 'pending', `${name} was not compared with revision ${host.revision} yet`, []);
  }
  const whole = rollUp(subject, parts, {
    whole: `everything on ${name} is as intent says (revision ${host.revision})`,
    nothing: `${name} has nothing of ours yet`,
  });
  if (whole.health !== 'healthy') return whole;
  if (host.phase === 'failed') {
    return status(subject, 'degraded', `the last run on ${name} failed: ${reading.run?.errors[0] ?? ''}`, []);
  }
  return reading.activeRevision === host.revision
    ? whole
    : status(subject, 'pending', `${name} is being brought to revision ${host.revision}`, []);
}
