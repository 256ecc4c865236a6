import { setTimeout as pause } from 'node:timers/promises';
import type { Activity, ChangeSummary } from '../../server/api/types';
import { newId } from '../../server/model/ids';
import type { Intent, Tenant } from '../../server/model/intent';
import type { World } from './world';

export type Soaked = {
  clients: number;
  edits: number;
  acknowledged: number;
  conflicts: number;
  ms: number;
  faults: string[];
};

/** Every so many edits a client raises a number that all share: what it read must still be so when it writes. */
const SHARED_EVERY = 5;
/** Users that the clients are. */
const USERS = 8;

/** Milliseconds that a client waits at most after its first conflict, and after many. */
const SHORTEST_WAIT = 40;
const LONGEST_WAIT = 10_000;

type Client = {
  tenant: Omit<Tenant, 'networks' | 'endpoints'>;
  headers: Record<string, string>;
  raised: number;
};

/**
 * Clients that all commit at once, each on the revision that it read. Whom a conflict tells that somebody else was first
 * looks again, puts its own edit on what is there, and tries again. In the end all that was acknowledged must be there.
 */
export async function soak(
  world: World,
  { clients, edits }: { clients: number; edits: number },
): Promise<Soaked> {
  const begun = performance.now();
  const faults: string[] = [];
  const people: Awaited<ReturnType<World['somebody']>>[] = [];
  for (let n = 0; n < Math.min(USERS, clients); n++)
    people.push(await world.somebody(`soak${n}`, 'operator'));
  const blank = (index: number, name: string): Tenant => ({
    ...{ id: newId(), name, prefix: `s${index.toString(36)}`, color: 0, networks: [], endpoints: [] },
  });
  const shared = blank(46_000, 'shared-0');
  const tenants = Array.from({ length: clients }, (_, n) => blank(n, `client-${n}-0`));
  const first = await world.revision();
  const operations = [shared, ...tenants].map((tenant) => ({ op: 'tenant.add', tenant }));
  await world.must('operator', 'changes.commit', { base: first, operations });

  let conflicts = 0;
  const acknowledged = new Map<number, { sentence: string; actor: string }>();
  const acknowledge = (revision: number, sentence: string, actor: string) => {
    if (acknowledged.has(revision)) faults.push(`revision ${revision} was acknowledged twice`);
    acknowledged.set(revision, { sentence, actor });
  };

  async function work(client: Client, number: number): Promise<void> {
    const { tenant, headers } = client;
    const actor = `soak${number % people.length}`;
    for (let edit = 1; edit <= edits; edit++) {
      const isShared = edit % SHARED_EVERY === 0;
      let base = -1;
      for (let tries = 0; ; tries++) {
        let operation: unknown = {
          op: 'tenant.set',
          tenant: { ...tenant, name: `client-${number}-${edit}`, color: edit % 10 },
        };
        if (isShared || base < 0) {
          const { intent } = (await world.call(headers, 'intent.get')).data as { intent: Intent };
          base = intent.revision;
          const {
            networks: _n,
            endpoints: _e,
            ...now
          } = intent.tenants.find(({ id }) => id === shared.id) as Tenant;
          const next = Number(now.name.split('-')[1]) + 1;
          if (isShared) operation = { op: 'tenant.set', tenant: { ...now, name: `shared-${next}` } };
        }
        const sentence = `edit ${edit} of client ${number}`;
        const said = await world.call(headers, 'changes.commit', { base, operations: [operation], sentence });
        if (said.code === null) {
          acknowledge((said.data as { revision: number }).revision, sentence, actor);
          if (isShared) client.raised += 1;
          break;
        }
        if (said.code !== 'CONFLICT') {
          faults.push(`${sentence}: ${said.code} ${said.sentence}`);
          return;
        }
        conflicts += 1;
        base = currentOf(said.text) ?? -1;
        // Who was late once more waits for twice as long, as on a shared wire: all at once nobody gets through.
        await pause(Math.random() * Math.min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** tries));
      }
    }
  }

  const all: Client[] = tenants.map(({ networks: _n, endpoints: _e, ...tenant }, n) => ({
    ...{ tenant, raised: 0, headers: people[n % people.length]?.headers ?? {} },
  }));
  await Promise.all(all.map((client, n) => work(client, n)));

  const { intent } = await world.must<{ intent: Intent }>('admin', 'intent.get');
  if (intent.revision !== first + 1 + acknowledged.size)
    faults.push(
      `the revision is ${intent.revision}, and ${acknowledged.size} were acknowledged since ${first + 1}`,
    );
  for (const [n, { tenant }] of all.entries()) {
    const name = intent.tenants.find(({ id }) => id === tenant.id)?.name;
    const last = edits - (edits % SHARED_EVERY === 0 ? 1 : 0);
    if (name !== `client-${n}-${last}`)
      faults.push(`client ${n} wrote client-${n}-${last}, and there is ${name}`);
  }
  const raised = all.reduce((sum, client) => sum + client.raised, 0);
  const total = intent.tenants.find(({ id }) => id === shared.id)?.name;
  if (total !== `shared-${raised}`) faults.push(`it was raised ${raised} times, and is ${total}`);
  faults.push(...(await inHistory(world, first + 1, acknowledged)));
  const remove = intent.tenants
    .filter(({ id }) => id === shared.id || all.some(({ tenant }) => tenant.id === id))
    .map(({ id }) => ({ op: 'tenant.remove', tenantId: id }));
  await world.must('operator', 'changes.commit', { base: intent.revision, operations: remove });
  return {
    clients,
    edits,
    acknowledged: acknowledged.size,
    conflicts,
    ms: performance.now() - begun,
    faults,
  };
}

function currentOf(text: string): number | null {
  const found = /"current":(\d+)/.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Each revision is in the history and in the chain of the audit log, by who made it, once. */
async function inHistory(
  world: World,
  first: number,
  acknowledged: ReadonlyMap<number, { sentence: string; actor: string }>,
): Promise<string[]> {
  const faults: string[] = [];
  const changes = new Map<number, ChangeSummary>();
  for (let before: number | undefined; ; ) {
    const page = await world.must<ChangeSummary[]>('admin', 'changes.list', {
      limit: 200,
      ...(before && { before }),
    });
    for (const change of page) changes.set(change.revision, change);
    before = page.at(-1)?.revision;
    if (before === undefined || before <= first) break;
  }
  const rows = new Map<string, Activity[]>();
  for (let before: number | undefined; ; ) {
    const input = { limit: 200, outcomes: ['done'], text: 'revision', ...(before && { before }) };
    const page = await world.must<Activity[]>('admin', 'activity.list', input);
    for (const row of page)
      if (row.action === 'change') rows.set(row.subject, [...(rows.get(row.subject) ?? []), row]);
    before = page.at(-1)?.id;
    if (before === undefined || rows.has(`revision ${first}`)) break;
  }
  for (const [revision, { sentence, actor }] of acknowledged) {
    const change = changes.get(revision);
    if (change?.sentence !== sentence || change.actor !== actor)
      faults.push(
        `revision ${revision} is "${sentence}" by ${actor}, and in the history "${change?.sentence}" by ${change?.actor}`,
      );
    const told = rows.get(`revision ${revision}`) ?? [];
    if (told.length !== 1 || told[0]?.sentence !== sentence)
      faults.push(`revision ${revision} is ${told.length} times in the audit log`);
  }
  const verdict = await world.must<{ faults: { sentence: string }[] }>('admin', 'audit.verify');
  return [...faults, ...verdict.faults.map((fault) => fault.sentence)];
}
