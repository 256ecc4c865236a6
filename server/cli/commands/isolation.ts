import type { Client } from '../client';
import { look } from '../live';
import { age, plain, table } from '../print';

type Answer = { data: unknown; text: string; bad: boolean };

const VERDICTS = {
  apart: 'apart: no tenant shares anything with another one or with a host',
  touching: 'touching: see below',
  unproven: 'unproven: nothing shared was found, and not everything could be looked at',
};

/** Whether tenants are apart, and what was looked at; bad unless it is proven that they are. */
export async function isolation(client: Client): Promise<Answer> {
  const [{ intent }, answer] = await Promise.all([look(client), client.isolation.get.query()]);
  const { verdict, shared, doubts, notes, checked } = answer;
  const nameOf = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const host = (id: string) => nameOf.get(id) ?? id;
  const lines = [
    VERDICTS[verdict],
    ...shared.flatMap((one) => [
      '',
      plain(one.sentence),
      ...one.evidence.map(
        ({ hostId, fact, command }) => `  ${host(hostId)}: ${plain(fact)}   # ${plain(command)}`,
      ),
      `  to put it right: ${plain(one.remedy.sentence)}`,
      ...(one.remedy.command === null
        ? []
        : [`    ${host(one.remedy.hostId)}# ${plain(one.remedy.command)}`]),
    ]),
    ...section(
      'not proven:',
      doubts.map(({ sentence }) => plain(sentence)),
    ),
    ...section(
      'good to know:',
      notes.map(({ hostId, sentence }) => `${host(hostId)}: ${plain(sentence)}`),
    ),
    '',
    `checked: ${checked.hosts.length} hosts, ${checked.tenants} tenants, ${checked.networks} networks, ${checked.endpoints} endpoints, ${checked.devices} devices, ${checked.vteps} VXLAN interfaces`,
    table(
      ['HOST', 'KNOWN', 'WHY NOT'],
      checked.hosts.map(({ hostId, heardAt, why }) => [
        host(hostId),
        heardAt === null ? 'never' : `${age(Math.max(0, checked.at - heardAt))} ago`,
        plain(why ?? ''),
      ]),
    ),
  ];
  return {
    data: { verdict, shared, doubts, notes, checked },
    text: lines.join('\n'),
    bad: verdict !== 'apart',
  };
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
