import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { CANARY, hostile } from './corpus';
import { STRINGS, type StringField, withAt } from './inputs';
import { leak } from './leak';
import type { World } from './world';

export type Fuzzed = {
  seed: number;
  fields: number;
  values: number;
  refused: number;
  accepted: number;
  faults: string[];
};

/** Calls in one request, and bytes of it; the server takes 20 and 1 MB. */
const MOST_CALLS = 20;
const MOST_BYTES = 400_000;
/** Streams at once: fewer than a user may have. */
const MOST_STREAMS = 4;
/** Characters of a value that goes into an address. */
const LONGEST_IN_ADDRESS = 600;
/** Faults that are told. */
const MOST_TOLD = 20;

/** What no input may do, however right it is: so that one value that is right by chance changes nothing on a host. */
const HARMLESS: Record<string, (input: Record<string, unknown>) => unknown> = {
  // All or nothing: what goes before is parsed, checked and thrown away.
  'changes.commit': (input) => ({
    ...input,
    undoes: undefined,
    operations: [...(input.operations as unknown[]), { op: 'tenant.remove', tenantId: 'nosuchtenant' }],
  }),
};

/** What is known to be nowhere, so that no capture of it begins. */
const NOWHERE: Record<string, Record<string, unknown>> = {
  'capture.run': { networkId: 'nosuchnetwork' },
  'trace.run': { networkId: 'nosuchnetwork' },
};

/** Puts hostile values into every string of the API, one at a time, as an admin who may do everything. */
export async function fuzz(
  world: World,
  { values, seed, everyNth = 1 }: { values: number; seed: number; everyNth?: number },
): Promise<Fuzzed> {
  const fields = STRINGS.filter((_, i) => i % everyNth === 0);
  const result: Fuzzed = { seed, fields: fields.length, values: 0, refused: 0, accepted: 0, faults: [] };
  const fuzzer = await world.somebody('fuzzer', 'admin');
  const each = Math.ceil(values / fields.length);
  const tell = (fault: string) => {
    if (result.faults.length < MOST_TOLD) result.faults.push(fault);
  };

  const judge = (field: StringField, value: unknown, status: number, isRight: boolean, text: string) => {
    result.values += 1;
    result[isRight ? 'accepted' : 'refused'] += 1;
    const where = () => `${field.path} ${field.field} = ${JSON.stringify(value)?.slice(0, 120)}`;
    if (status >= 500) tell(`${where()}: ${status} ${text.slice(0, 300)}`);
    const told = isRight ? null : leak(text, world.stack.dataDir);
    if (told) tell(`${where()}: the answer tells ${told}`);
    if (isRight && field.path === 'changes.preview' && SECOND_LINE.test(plansIn(text)))
      tell(`${where()}: it is in a command`);
  };

  for (const [index, field] of fields.entries()) {
    const base = field.base({ ...world.known(), ...NOWHERE[field.path] });
    const right = field.place.reduce<unknown>(
      (at, key) => (typeof key === 'symbol' ? 'abcdef123456' : (at as Record<string, unknown>)?.[key]),
      base,
    );
    const tried = fc.sample(hostile(right), { numRuns: each, seed: seed + index });
    const inputs = tried.map((value) => {
      const short =
        field.kind === 'subscription' && typeof value === 'string'
          ? value.slice(0, LONGEST_IN_ADDRESS)
          : value;
      const input = withAt(base, field.place, short) as Record<string, unknown>;
      return { value: short, input: HARMLESS[field.path]?.(input) ?? input };
    });
    if (field.kind === 'subscription') {
      for (let at = 0; at < inputs.length; at += MOST_STREAMS) {
        const some = inputs.slice(at, at + MOST_STREAMS);
        const said = await Promise.all(
          some.map(({ input }) => world.call(fuzzer.headers, field.path, input)),
        );
        for (const [i, { code, status, text }] of said.entries())
          judge(field, some[i]?.value, status, code === null, text);
      }
      continue;
    }
    for (const some of inBatches(inputs)) {
      const body = `{${some.map(({ input }, i) => `"${i}":${JSON.stringify(input) ?? 'null'}`).join(',')}}`;
      const path = `/api/trpc/${some.map(() => field.path).join(',')}?batch=1`;
      const headers = { ...fuzzer.headers, 'content-type': 'application/json' };
      const { status, text } = await world.send({ method: 'POST', path, headers, body });
      const answers = answersOf(text);
      if (answers.length !== some.length)
        tell(`${field.path} ${field.field}: ${status} ${text.slice(0, 300)}`);
      for (const [i, answer] of answers.entries())
        judge(
          field,
          some[i]?.value,
          answer.error?.data?.httpStatus ?? 200,
          !answer.error,
          JSON.stringify(answer),
        );
    }
  }
  result.faults.push(...(await remains(world)));
  return result;
}

/** Control characters, or what a shell would read, in the plans of a preview. */
const SECOND_LINE = new RegExp(`(?:\\\\u00[01]|\\\\r|[;$\`|]).{0,40}${CANARY}`);

/** What a preview would do on hosts; its sentences about faults quote what was given. */
function plansIn(text: string): string {
  const { result } = JSON.parse(text) as { result?: { data?: { hosts?: unknown } } };
  return JSON.stringify(result?.data?.hosts ?? []);
}

type Part = { error?: { data?: { httpStatus?: number } } };

function answersOf(text: string): Part[] {
  try {
    const parsed = JSON.parse(text) as Part | Part[];
    return [parsed].flat();
  } catch {
    return [];
  }
}

function* inBatches<T>(inputs: readonly T[]): Generator<T[]> {
  let some: T[] = [];
  let bytes = 0;
  for (const one of inputs) {
    const size = JSON.stringify(one).length;
    if (some.length === MOST_CALLS || bytes + size > MOST_BYTES) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(one);
    bytes += size;
  }
  if (some.length > 0) yield some;
}

/** Folders in which something that was run by mistake would have left its mark. */
const FOLDERS = ['/tmp', '/run', '/var/tmp', '/var/log', '/root', '/'];

/** What bears the canary's name, on hosts and on this machine. @throws where the look itself is blind */
export async function remains(world: World): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of world.stack.lab?.hosts ?? []) {
    const look = async () => {
      const files = await world.on(name, 'find', ...FOLDERS, '-maxdepth', '1', '-name', `*${CANARY}*`);
      const kernel = [
        await world.on(name, 'ip', '-o', 'link', 'show'),
        await world.on(name, 'ip', 'netns', 'list'),
      ];
      const words = await world.on(name, 'ps', '-ww', '-e', '-o', 'args=');
      const listed = [...files.split('\n'), ...kernel.join('\n').split('\n'), ...words.split('\n')];
      // The look's own words are no find.
      return [...new Set(listed)].filter((line) => line.includes(CANARY) && !line.startsWith('find '));
    };
    await world.on(name, 'touch', `/tmp/${CANARY}-control`);
    if (!(await look()).includes(`/tmp/${CANARY}-control`))
      throw new Error(`the look for a canary is blind on ${name}`);
    await world.on(name, 'rm', `/tmp/${CANARY}-control`);
    for (const line of await look()) found.push(`on ${name} there is ${line.trim()}`);
  }
  for (const folder of ['/tmp', '/', '.', world.stack.dataDir])
    for (const file of readdirSync(folder))
      if (file.includes(CANARY)) found.push(`here is ${folder}/${file}`);
  return found;
}
