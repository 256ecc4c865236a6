import type { DriftItem } from '../../drift/drift-item';
import type { Intent } from '../../model/intent';
import { mergedOperations } from '../../model/merged-operations';
import type { Operation } from '../../model/operation';
import type { Client } from '../client';
import { Failure } from '../failure';
import { follow, look } from '../live';
import { age, plain, table } from '../print';

export type DriftOptions = { host?: string; repair?: boolean; accept?: boolean };

type Answer = Promise<{ data: unknown; text: string }>;

/** Keys that one request may hold. */
const AT_ONCE = 500;
/** Milliseconds for what was accepted to be so. */
const PATIENCE = 60_000;

/**
 * Lists every difference that nobody asked for; repairs them, or accepts those that intent has a word for.
 * @throws Failure where not all could be repaired or accepted, with why for each
 */
export async function drift(client: Client, options: DriftOptions): Answer {
  if (options.repair && options.accept) {
    throw new Failure('both', 'drift is either repaired or accepted: say one of --repair and --accept');
  }
  const { now, intent, drift: all } = await look(client);
  const items = of([...all.values()], intent, options.host);
  if (options.repair) return repair(client, items, intent);
  if (options.accept) return accept(client, items, intent);
  const text =
    items.length === 0
      ? 'no drift: every host is as it was made'
      : table(
          ['HOST', 'WHAT', 'ATTRIBUTE', 'EXPECTED', 'FOUND', 'SINCE', 'ACCEPT'],
          items.map((item) => [
            nameOf(intent, item.hostId),
            objectOf(item),
            item.attribute,
            plain(item.expected ?? '–'),
            plain(item.found),
            age(Math.max(0, now - item.since)),
            'whyNot' in item.accept ? 'no' : 'yes',
          ]),
        );
  return { data: { items }, text };
}

async function repair(client: Client, items: readonly DriftItem[], intent: Intent): Answer {
  const repaired: string[] = [];
  const failed: { key: string; sentence: string }[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const keys = items.slice(from, from + AT_ONCE).map(({ key }) => key);
    const outcome = await client.drift.repair.mutate({ keys });
    repaired.push(...outcome.repaired);
    failed.push(...outcome.failed);
  }
  if (failed.length > 0) {
    const known = new Map(items.map((item) => [item.key, item]));
    throw new Failure(
      'not-repaired',
      `${repaired.length} of ${items.length} differences were repaired`,
      failed.map(({ key, sentence }) => `${label(known.get(key), intent, key)}: ${plain(sentence)}`),
    );
  }
  const text =
    items.length === 0 ? 'no drift: nothing to repair' : `${repaired.length} repaired and read back`;
  return { data: { repaired, failed }, text };
}

/** All in one change: the run that follows it makes the rest of these tenants as intent says. */
async function accept(client: Client, items: readonly DriftItem[], intent: Intent): Answer {
  const accepted = items.filter(isAcceptable);
  const refused = items.filter((item) => !isAcceptable(item));
  let { revision } = intent;
  if (accepted.length > 0) {
    const operations = mergedOperations(
      intent,
      accepted.flatMap(({ accept }) => accept.operations),
    );
    const sentence = `accept drift: ${accepted.map((item) => label(item, intent, item.key)).join(', ')}`;
    const request = { base: revision, operations, sentence: plain(sentence).slice(0, 200) };
    ({ revision } = await client.changes.commit.mutate(request));
    await untilGone(
      client,
      accepted.map(({ key }) => key),
      revision,
    );
  }
  if (refused.length > 0) {
    throw new Failure(
      'not-accepted',
      `${accepted.length} of ${items.length} differences were accepted`,
      refused.map(
        (item) =>
          `${label(item, intent, item.key)}: ${'whyNot' in item.accept ? plain(item.accept.whyNot) : ''}`,
      ),
    );
  }
  const text =
    items.length === 0
      ? 'no drift: nothing to accept'
      : `${accepted.length} accepted with revision ${revision}`;
  return { data: { accepted: accepted.map(({ key }) => key), revision }, text };
}

type Acceptable = DriftItem & { accept: { operations: Operation[] } };

function isAcceptable(item: DriftItem): item is Acceptable {
  return 'operations' in item.accept;
}

async function untilGone(client: Client, keys: readonly string[], revision: number): Promise<void> {
  await follow(
    client,
    PATIENCE,
    (now) => (now.intent.revision >= revision && keys.every((key) => !now.drift.has(key)) ? true : null),
    () => {
      throw new Failure(
        'still-there',
        `revision ${revision} is committed, and the hosts do not show it yet: look again with npx overlane drift`,
      );
    },
  );
}

function of(items: readonly DriftItem[], intent: Intent, host: string | undefined): DriftItem[] {
  if (host === undefined) return [...items];
  const id = intent.hosts.find(({ name }) => name === host)?.id;
  if (id === undefined) throw new Failure('no-host', `there is no host ${plain(host)}`);
  return items.filter(({ hostId }) => hostId === id);
}

function nameOf(intent: Intent, hostId: string): string {
  return intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId;
}

function objectOf({ object }: DriftItem): string {
  const { kind, name, namespace } = object;
  return plain(namespace === null || kind === 'namespace' ? name : `${namespace}/${name}`);
}

function label(item: DriftItem | undefined, intent: Intent, key: string): string {
  return item ? `${item.attribute} of ${objectOf(item)} on ${nameOf(intent, item.hostId)}` : key;
}
