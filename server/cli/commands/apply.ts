import type { Host, Intent } from '../../model/intent';
import { untilActive } from '../active';
import type { Client } from '../client';
import { Failure } from '../failure';
import { plain } from '../print';
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
  const fabric = await untilActive(client, revision, limitMs);
  const data = { ...report(fabric), changed };
  const text = changed
    ? `revision ${revision} is active on ${data.hosts.length} hosts, each read back`
    : `no change: the fabric equals the file at revision ${revision}, and every host was read back`;
  return { data, text };
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
