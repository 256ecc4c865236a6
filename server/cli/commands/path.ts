import type { Hop, HopFact, PathAnswer } from '../../diagnose/path/answer';
import type { Client } from '../client';
import { endpointOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain } from '../print';

export type PathOptions = { family?: string };

/**
 * Why an endpoint cannot reach another, or an address: the hosts are read anew and packets are sent. `bad` where the
 * answer is not that all is well.
 */
export async function path(
  client: Client,
  from: string,
  to: string,
  { family }: PathOptions,
): Promise<{ data: object; text: string; bad: boolean }> {
  const { intent } = await client.intent.get.query();
  const own = endpointOf(intent, from).endpoint.id;
  if (family !== undefined && isAddress(to)) {
    throw new Failure('bad-family', '--family is for two endpoints: an address is of one family');
  }
  const answer = await client.path.find.mutate(
    isAddress(to)
      ? { from: own, address: to }
      : {
          from: own,
          to: endpointOf(intent, to).endpoint.id,
          ...(family === undefined ? {} : { family: familyOf(family) }),
        },
  );
  const { culprit, ...rest } = answer;
  const data = { ...rest, culprit: culprit && { host: culprit.host, object: culprit.object } };
  return { data, text: plainText(answer), bad: answer.verdict !== 'ok' };
}

/** A label has an `@`; whatever else is typed is for the server to judge as an address. */
function isAddress(text: string): boolean {
  return !text.includes('@');
}

function familyOf(text: string): 4 | 6 {
  if (text === '4') return 4;
  if (text === '6') return 6;
  throw new Failure('bad-family', '--family is 4 or 6');
}

function plainText({ verdict, sentence, fix, hops, probes }: PathAnswer): string {
  const lines = [`${verdict}: ${sentence}`];
  if (fix) lines.push(`fix: ${fix.sentence}`);
  lines.push('');
  for (const hop of hops) lines.push(...hopLines(hop));
  if (probes.length > 0) lines.push('', ...probes.map((probe) => probe.sentence));
  return lines.map((line) => plain(line)).join('\n');
}

const MARKS: Record<HopFact['state'], string> = {
  right: 'ok  ',
  wrong: 'BAD ',
  risky: 'risk',
  symptom: '    ',
  unknown: '?   ',
};

function hopLines({ host, object, facts }: Hop): string[] {
  const where = object.namespace === null ? object.name : `${object.namespace}/${object.name}`;
  return [
    `${host}  ${object.kind} ${where}`,
    ...facts.map(({ state, what, expected, found }) => {
      const wanted = expected === null || expected === found ? '' : `, must be ${expected}`;
      return `  ${MARKS[state]} ${what}: ${found}${state === 'right' ? '' : wanted}`;
    }),
  ];
}
