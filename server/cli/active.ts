import type { Host } from '../model/intent';
import type { Rollout } from '../model/rollout';
import type { Client } from './client';
import { Failure } from './failure';
import { type Fabric, follow } from './live';
import { age, plain } from './print';

type Concerns = (host: Host) => boolean;

/**
 * Waits until every host, or those that it concerns, was read back at this revision.
 * @param limitMs milliseconds to wait
 * @throws Failure naming the hosts that were not read back, and what could not be built
 */
export async function untilActive(
  client: Client,
  revision: number,
  limitMs: number,
  concerns: Concerns = () => true,
): Promise<Fabric> {
  const fabric = await follow(
    client,
    limitMs,
    (now) => (isActive(now, revision, concerns) ? now : null),
    (last) => {
      throw tooLate(last, revision, limitMs, concerns);
    },
  );
  const rollout = fabric.rollouts.get(revision);
  if (rollout && OVER.has(rollout.stage)) throw wasUndone(rollout);
  const failed = stuck(fabric, revision);
  if (failed.length === 0) return fabric;
  const sentence = `revision ${revision} is committed, but not all of it could be built`;
  throw new Failure('not-applied', sentence, failed);
}

function isActive(fabric: Fabric, revision: number, concerns: Concerns): boolean {
  if (fabric.intent.revision < revision) return false;
  const rollout = fabric.rollouts.get(revision);
  if (rollout && OVER.has(rollout.stage)) return true;
  if (rollout && rollout.stage !== 'kept') return false;
  return fabric.intent.hosts.filter(concerns).every((host) => {
    const live = fabric.hosts.get(host.id);
    return live?.state === 'ready' && (live.activeRevision ?? -1) >= revision;
  });
}

const OVER = new Set<Rollout['stage']>(['undone', 'stuck']);

function wasUndone({ revision, stage, reason }: Rollout): Failure {
  const what = stage === 'undone' ? 'was undone on all of its hosts' : 'is on some of its hosts only';
  return new Failure('undone', plain(`revision ${revision} ${what}: ${reason ?? 'see the activity'}`));
}

/** Things that were read back and are not as they should be: refused or failed, with the sentence that says why. */
function stuck(fabric: Fabric, revision: number): string[] {
  if (fabric.intent.revision !== revision) return [];
  return [...fabric.statuses.values()]
    .filter((status) => status.health === 'failed' && /^(network|endpoint):/.test(status.key))
    .map((status) => plain(status.sentence));
}

function tooLate(fabric: Fabric | null, revision: number, limitMs: number, concerns: Concerns): Failure {
  if (!fabric) return new Failure('no-answer', 'the server sent no state');
  const lines = fabric.intent.hosts.filter(concerns).flatMap((host) => {
    const live = fabric.hosts.get(host.id);
    if (live?.state === 'ready' && (live.activeRevision ?? -1) >= revision) return [];
    const read = live?.observed ? `last read ${age(fabric.now - live.observed.readAt)} ago` : 'never read';
    const errors = live?.run?.errors.length ? `: ${live.run.errors.join('; ')}` : '';
    const why = live?.reason ? `: ${live.reason.sentence}` : errors;
    return [plain(`${host.name}: ${live?.state ?? 'unknown'}, ${read}${why}`)];
  });
  return new Failure(
    'not-read-back',
    `revision ${revision} is committed; within ${limitMs / 1000} s these hosts were not read back at it (they go on by themselves):`,
    lines,
  );
}
