import type { FoundTenant, Proposal } from '../../adopt/proposal';
import { exportFabric } from '../../model/fabric-file/export';
import type { Intent } from '../../model/intent';
import { untilActive } from '../active';
import type { Client } from '../client';
import { Failure } from '../failure';
import { plain } from '../print';
import { report } from './status';

export type AdoptOptions = {
  /** Tenants, as they were found; none: all. */
  names: string[];
  yes?: boolean;
  /** Milliseconds to wait for the hosts. */
  limitMs: number;
};

type Answer = Promise<{ data: unknown; text: string }>;

/**
 * What people built by hand, as a fabric file with what was understood and what was not beside it; with `yes` it is
 * adopted: all of what is named, or nothing.
 * @throws Failure where something that was named cannot be adopted, or the hosts were not read back in time
 */
export async function adopt(client: Client, { names, yes, limitMs }: AdoptOptions): Answer {
  const [{ intent }, proposal] = await Promise.all([client.intent.get.query(), client.adopt.find.query()]);
  const chosen = choose(proposal, names);
  if (!yes) {
    const data = { ...proposal, tenants: chosen, file: chosen.length > 0 ? file(intent, chosen) : null };
    return { data, text: proposalText(intent, { ...proposal, tenants: chosen }) };
  }
  if (chosen.length === 0) {
    const data = { adopted: [], changed: false };
    return { data, text: 'nothing was changed: there is nothing on the hosts that could be adopted' };
  }
  const stopped = chosen.filter(({ obstacles }) => obstacles.length > 0);
  if (stopped.length > 0) throw notAdoptable(stopped, chosen);
  const { revision } = await client.adopt.commit.mutate({
    base: intent.revision,
    chosen: chosen.map(({ key, digest }) => ({ key, digest })),
  });
  const hostIds = new Set(chosen.flatMap(({ presences }) => presences.map(({ hostId }) => hostId)));
  const fabric = await untilActive(client, revision, limitMs, ({ id }) => hostIds.has(id));
  const adopted = chosen.map(({ tenant }) => tenant.name);
  return {
    data: { ...report(fabric), adopted, changed: true },
    text: `adopted ${adopted.join(', ')}: revision ${revision} is active on ${hostIds.size} hosts, each read back; nothing but owner marks was written there`,
  };
}

function choose({ tenants }: Proposal, names: readonly string[]): FoundTenant[] {
  if (names.length === 0) return tenants;
  return names.map((name) => {
    const found = tenants.find(({ tenant }) => tenant.name === name);
    if (found) return found;
    const known = tenants.map(({ tenant }) => tenant.name).join(', ') || 'none';
    throw new Failure('not-found', `no tenant ${plain(name)} was found on the hosts; found were: ${known}`);
  });
}

function notAdoptable(stopped: readonly FoundTenant[], chosen: readonly FoundTenant[]): Failure {
  const lines = stopped.flatMap(({ tenant, obstacles }) =>
    obstacles.map(({ sentence }) => plain(`${tenant.name}: ${sentence}`)),
  );
  const free = chosen.filter(({ obstacles }) => obstacles.length === 0).map(({ tenant }) => tenant.name);
  if (free.length > 0)
    lines.push(`the others can be adopted without it: overlane adopt --yes ${free.join(' ')}`);
  return new Failure('not-adoptable', 'nothing was changed: not all of it can be adopted as it is', lines);
}

/** A fabric file: what is no part of it stands in comments. */
function proposalText(intent: Intent, { tenants, leftovers, unread }: Proposal): string {
  const parts: string[] = [];
  if (tenants.length === 0) parts.push('# no tenant that people built by hand was found on the hosts');
  else {
    for (const found of tenants) parts.push(remarks(found).join('\n'));
    parts.push(file(intent, tenants));
  }
  const rest = [...leftovers, ...unread].map(({ sentence }) => sentence);
  if (rest.length > 0) parts.push(comment('not understood, and left alone', rest).join('\n'));
  const free = tenants.filter(({ obstacles }) => obstacles.length === 0);
  if (free.length > 0) {
    const all = free.length === tenants.length;
    const words = all ? '' : ` ${free.map(({ tenant }) => tenant.name).join(' ')}`;
    parts.push(`# to adopt ${free.length === 1 ? 'it' : 'them'} as found: overlane adopt --yes${words}`);
  }
  return parts.join('\n\n');
}

function remarks({ tenant, understood, kept, obstacles }: FoundTenant): string[] {
  const sentences = (list: FoundTenant['kept']) => list.map(({ sentence }) => sentence);
  return [
    `# ${tenant.name}: ${obstacles.length === 0 ? 'can be adopted' : 'cannot be adopted as it is'}`,
    ...comment('in the way', sentences(obstacles)),
    ...comment('understood', sentences(understood)),
    ...comment('stays as it is', sentences(kept)),
  ];
}

function comment(title: string, sentences: readonly string[]): string[] {
  if (sentences.length === 0) return [];
  return [`# ${title}:`, ...sentences.map((sentence) => `#   ${plain(sentence).replace(/\s+/g, ' ')}`)];
}

function file(intent: Intent, tenants: readonly FoundTenant[]): string {
  const whole = exportFabric({
    ...intent,
    hosts: intent.hosts,
    tenants: tenants.map(({ tenant }) => tenant),
  });
  // Hosts and settings are not what was found; a file without them leaves them as they are.
  return whole.slice(whole.search(/^tenants:/m)).trimEnd();
}
