import type { Operation } from '../../model/operation';
import { untilActive } from '../active';
import type { Client } from '../client';
import { Failure } from '../failure';
import { plain, table } from '../print';
import { previewed } from './plan';
import { report } from './status';

type WayBack = { base: number; operations: Operation[]; sentence: string; undoes?: number };
type Answer = Promise<{ data: unknown; text: string }>;

/** What was committed, the newest first. */
export async function history(client: Client, { limit }: { limit: string }): Answer {
  const count = revisionOf(limit, '--limit');
  if (count < 1 || count > 200) throw new Failure('bad-limit', '--limit takes a number from 1 to 200');
  const changes = await client.changes.list.query({ limit: count });
  const text =
    changes.length === 0
      ? 'nothing was committed yet'
      : table(
          ['REVISION', 'WHEN', 'WHO', 'WHAT'],
          changes.map(({ revision, at, actor, sentence }) => [
            String(revision),
            new Date(at).toISOString().replace(/\.\d+Z$/, 'Z'),
            plain(actor),
            plain(sentence),
          ]),
        );
  return { data: { changes }, text };
}

/** What differs between two revisions, and who did what between them. */
export async function diff(client: Client, from: string, to: string | undefined): Answer {
  const { intent } = await client.intent.get.query();
  const wanted = {
    from: revisionOf(from, 'a revision'),
    to: to === undefined ? intent.revision : revisionOf(to, 'a revision'),
  };
  const found = await client.changes.between.query(wanted);
  const lines = [
    ...(found.differences.length === 0
      ? ['no difference']
      : found.differences.map((line) => `  ${plain(line)}`)),
    ...found.changes.map(
      ({ revision, actor, at, sentence }) =>
        `# ${revision} ${new Date(at).toISOString().slice(0, 19)}Z ${plain(actor)}: ${plain(sentence)}`,
    ),
  ];
  return { data: found, text: [`revision ${wanted.from} to ${wanted.to}:`, ...lines].join('\n') };
}

/**
 * Undoes one revision, or goes back to how the fabric was at it; without `yes`, what that would do on each host.
 * @throws Failure where it is refused, or the hosts were not read back in time
 */
export async function undo(
  client: Client,
  text: string,
  { to = false, yes = false, limitMs }: { to?: boolean; yes?: boolean; limitMs: number },
): Answer {
  const revision = revisionOf(text, 'a revision');
  const way: WayBack = to
    ? await client.changes.backTo.query({ revision })
    : await client.changes.inverse.query({ revision });
  const { base, operations, sentence } = way;
  if (operations.length === 0) {
    return {
      data: { base, operations, hosts: [] },
      text: `no change: the fabric is as it was at revision ${revision}`,
    };
  }
  if (!yes) {
    const { intent } = await client.intent.get.query();
    const { hosts, text: commands } = await previewed(client, base, operations, [intent]);
    return { data: { base, operations, hosts }, text: `# ${sentence}; with --yes it is done\n\n${commands}` };
  }
  const committed = await client.changes.commit.mutate({ base, operations, sentence, undoes: way.undoes });
  const fabric = await untilActive(client, committed.revision, limitMs);
  const done = `revision ${committed.revision} (${sentence}) is active on ${fabric.intent.hosts.length} hosts, each read back`;
  return { data: { ...report(fabric), changed: true }, text: done };
}

function revisionOf(text: string, what: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Failure('bad-number', `${what} is a number, not "${plain(text)}"`);
  return Number(text);
}
