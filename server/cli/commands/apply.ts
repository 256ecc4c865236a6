import type { Host, Intent } from '../../model/intent';
import type { Client } from '../client';
import { Failure } from '../failure';
import { type Fabric, follow } from '../live';
import { age, plain } from '../print';
import { report, type StatusReport } from './status';
import { wantedChange } from './wanted-change';

export type Applied = StatusReport & { changed: boolean };

/**
 * Makes the fabric equal to the file and waits until every host of it was read back at that revision.
 * @param limitMs milliseconds to wait
 * @throws Failure naming the hosts that were not read back, and why
 */
export async function apply(
  client: Client,
  path: string,
  limitMs: number,
): Promise<{ data: Applied; text: string }> {
  const change = await wantedChange(client, path);
  const unpinned = change.wanted.hosts.filter((host) => host.hostKey === null);
  if (unpinned.length > 0) throw await unpinnedHosts(client, unpinned, change.current);
  const changed = change.operations.length > 0;
  const revision = changed
    ? (
        await client.changes.commit.mutate({
          base: change.current.revision,
          operations: change.operations,
          sentence: `apply -f ${path === '-' ? '(standard input)' : path}`.slice(0, 200),
        })
      ).revision
    : change.current.revision;
  const fabric = await follow(
    client,
    limitMs,
    (now) => (settled(now, revision) ? now : null),
    (last) => {
      throw tooLate(last, revision, limitMs);
    },
  );
  const failed = stuck(fabric, revision);
  if (failed.length > 0) {
    throw new Failure(
      'not-applied',
      `revision ${revision} is committed, but not all of it could be built`,
      failed,
    );
  }
  const data = { ...report(fabric), changed };
  const text = changed
    ? `revision ${revision} is active on ${data.hosts.length} hosts, each read back`
    : `no change: the fabric equals the file at revision ${revision}, and every host was read back`;
  return { data, text };
}

function settled(fabric: Fabric, revision: number): boolean {
  if (fabric.intent.revision < revision) return false;
  return fabric.intent.hosts.every((host) => {
    const live = fabric.hosts.get(host.id);
    return live?.state === 'ready' && (live.activeRevision ?? -1) >= revision;
  });
}

/** Things that were read back and are not as they should be: refused or failed, with the sentence that says why. */
function stuck(fabric: Fabric, revision: number): string[] {
  if (fabric.intent.revision !== revision) return [];
  return [...fabric.statuses.values()]
    .filter((status) => status.health === 'failed' && /^(network|endpoint):/.test(status.key))
    .map((status) => plain(status.sentence));
}

function tooLate(fabric: Fabric | null, revision: number, limitMs: number): Failure {
  if (!fabric) return new Failure('no-answer', 'the server sent no state');
  const lines = fabric.intent.hosts.flatMap((host) => {
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

async function unpinnedHosts(client: Client, hosts: Host[], known: Intent): Promise<Failure> {
  const lines = await Promise.all(
    hosts.map(async (host) => {
      try {
        const key = await client.hosts.scan.mutate({ address: host.address, port: host.port });
        return [
          `${host.name} shows ${key.fingerprint} (${key.type}). If that is its key, run:`,
          `  ${trustCommand(host, key.fingerprint, known)}`,
        ];
      } catch (error) {
        return [`${host.name}: ${plain((error as Error).message)}`];
      }
    }),
  );
  return new Failure('unpinned', 'nothing was changed: the keys of these hosts are not pinned', lines.flat());
}

function trustCommand(host: Host, fingerprint: string, known: Intent): string {
  const words = ['npx overlane host trust', host.name, fingerprint];
  if (
    known.hosts.some(
      (one) => one.name === host.name && one.address === host.address && one.port === host.port,
    )
  ) {
    return words.join(' ');
  }
  words.push('--address', host.address);
  if (host.port !== 22) words.push('--port', String(host.port));
  if (host.user !== 'root') words.push('--user', host.user);
  return words.join(' ');
}
