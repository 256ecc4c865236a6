import { type EventWitness, witnessEvents } from '../../lab/witness/kernel-events';
import type { Activity } from '../../server/api/types';
import type { Attempt, Tried } from './attempt';
import type { World } from './world';

export type Judged = {
  item: number;
  attempts: number;
  /** Refused as they must be. */
  refused: number;
  /** Rows that the audit log had to have. */
  audited: number;
  faults: string[];
};

/**
 * Tries all attempts at one promise. What counts besides their own answers: what the kernels of all hosts announced
 * meanwhile, and what the audit log has of them.
 */
export async function judge(
  world: World,
  witnesses: readonly EventWitness[],
  item: number,
  attempts: readonly Attempt[],
): Promise<Judged> {
  const faults: string[] = [];
  const tried: { what: string; result: Tried }[] = [];
  const begun = Date.now();
  const tryAll = async () => {
    for (const { what, run } of attempts) {
      const result = await run(world).catch(
        (error): Tried => ({ wrong: `it ended with: ${error instanceof Error ? error.message : error}` }),
      );
      tried.push({ what, result });
      if (result.wrong !== null) faults.push(`${what}: ${result.wrong}`);
    }
  };
  const heard = await allDuring(witnesses, tryAll);
  for (const line of heard) faults.push(`a kernel announced: ${line}`);

  const needed = tried.filter(({ result }) => result.row && result.wrong === null);
  const since = needed.length > 0 ? await refusedSince(world, begun) : [];
  for (const { what, result } of needed) {
    const { actions = [], sentence } = result.row ?? {};
    const isThere = since.some(
      (row) =>
        actions.includes(row.action) && (sentence === undefined || row.sentence === asWritten(sentence)),
    );
    if (!isThere) faults.push(`${what}: the audit log has no row ${actions.join()} "${sentence ?? '…'}"`);
  }
  const refused = tried.filter(({ result }) => result.wrong === null).length;
  return { item, attempts: attempts.length, refused, audited: needed.length, faults };
}

/** What the audit log makes of a sentence: no NUL, and no more than 2,000 characters. */
function asWritten(sentence: string): string {
  const short = sentence.length <= 2_000 ? sentence : `${sentence.slice(0, 1_999)}…`;
  return short.replaceAll('\0', '\u2400').toWellFormed();
}

export async function witnessAll(world: World): Promise<EventWitness[]> {
  const hosts = world.stack.lab?.hosts ?? [];
  return Promise.all(hosts.map(({ name }) => witnessEvents({ stateDir: world.stack.labDir, host: name })));
}

/** Lines of all hosts while `action` ran. */
export async function allDuring(
  witnesses: readonly EventWitness[],
  action: () => Promise<unknown>,
): Promise<string[]> {
  const [first, ...rest] = witnesses;
  if (!first) {
    await action();
    return [];
  }
  let inner: string[] = [];
  const own = await first.during(async () => {
    inner = await allDuring(rest, action);
  });
  return [...own, ...inner];
}

/** Rows of the audit log about refusals since then; identical ones are counted on one row, which is of the first. */
async function refusedSince(world: World, from: number): Promise<Activity[]> {
  const found: Activity[] = [];
  for (let before: number | undefined; ; ) {
    const input = { limit: 200, outcomes: ['refused'], from, ...(before !== undefined && { before }) };
    const page = await world.must<Activity[]>('admin', 'activity.list', input);
    found.push(...page);
    before = page.at(-1)?.id;
    if (before === undefined) return found;
  }
}
