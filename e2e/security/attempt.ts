import { leak } from './leak';
import type { Answer, Sent } from './wire';
import type { Said, Who, World } from './world';

/** What came of an attempt: what was wrong, or null, and the row that the audit log must have of it. */
export type Tried = { wrong: string | null; row?: { actions: readonly string[]; sentence?: string } };

/** One try at something that must not be. */
export type Attempt = {
  /** Number of the promise that it is a try at (ITEMS). */
  item: number;
  what: string;
  run(world: World): Promise<Tried>;
  /** Takes seconds: only in the long run. */
  slow?: true;
};

type Words<T extends object> = T | ((world: World) => T | Promise<T>);

async function given<T extends object>(words: Words<T>, world: World): Promise<T> {
  return typeof words === 'function' ? (words as (world: World) => T | Promise<T>)(world) : words;
}

/** Anything: `run` gives null where it was refused as it must be, else what happened instead. */
export function attempt(
  item: number,
  what: string,
  run: (world: World) => Promise<string | null>,
  { audited, slow }: { audited?: string; slow?: true } = {},
): Attempt {
  return {
    ...{ item, what },
    ...(slow && { slow }),
    run: async (world) => ({
      wrong: await run(world),
      ...(audited !== undefined && { row: { actions: [audited] } }),
    }),
  };
}

/** Why it was not refused as it must be (with a sentence, telling nothing of the inside, without falling over), or null. */
export function refusal({ stack }: World, { code, status, sentence, text }: Said): string | null {
  if (code === null) return `it was let in: ${text.slice(0, 200)}`;
  if (status >= 500) return `it fell over: ${status} ${text.slice(0, 200)}`;
  if (sentence.trim() === '') return `it was refused without a sentence: ${status} ${text.slice(0, 200)}`;
  const told = leak(text, stack.dataDir);
  return told && `the refusal tells ${told}`;
}

/** Calls a procedure, which must refuse it. `audited: false`: of what changes nothing, and of nobody, no row is written. */
export function call(
  item: number,
  what: string,
  who: Who,
  path: string,
  input: Words<object> = {},
  { audited = true, slow }: { audited?: boolean; slow?: true } = {},
): Attempt {
  return {
    ...{ item, what: `${path} by ${who}: ${what}` },
    ...(slow && { slow }),
    async run(world) {
      const said = await world.call(who, path, await given(input, world));
      const row = { actions: [path, ...(ALSO[path] ?? [])], sentence: said.sentence };
      return { wrong: refusal(world, said), ...(audited && { row }) };
    },
  };
}

/** What intent refuses is audited as what it would have been. */
const ALSO: Record<string, string[]> = { 'changes.commit': ['change'] };

/** Sends a request, which must be answered with one of these statuses and tell nothing of the inside. */
export function sends(
  item: number,
  what: string,
  sent: Words<Sent>,
  statuses: readonly number[],
  { audited, wrong = () => null }: { audited?: string; wrong?(answer: Answer): string | null } = {},
): Attempt {
  const run = async (world: World) => {
    const answer = await world.send(await given(sent, world));
    if (!statuses.includes(answer.status)) return `${answer.status}: ${answer.text.slice(0, 200)}`;
    const told = leak(answer.text, world.stack.dataDir);
    return told ? `the answer tells ${told}` : wrong(answer);
  };
  return attempt(item, what, run, audited === undefined ? {} : { audited });
}
