import { writeFileSync } from 'node:fs';
import type { Proof, ProofEvent } from '../../api/types';
import { worstVerdict } from '../../model/isolation-verdict';
import type { Client } from '../client';
import { Failure } from '../failure';
import { look } from '../live';
import { age, plain, table } from '../print';
import { untilEnd } from '../until-end';

type Answer = { data: unknown; text: string; bad: boolean };

export type IsolationOptions = {
  probe?: boolean;
  /** A file for the signed report. */
  export?: string;
  /** Who stands for it. */
  signedBy?: string;
  remark?: string;
};

const VERDICTS = {
  apart: 'apart: no tenant shares anything with another one or with a host',
  touching: 'touching: see below',
  unproven: 'unproven: nothing shared was found, and not everything could be looked at',
};

/**
 * Whether tenants are apart, and what was looked at; with `probe` marked packets are sent between them too. Bad unless it
 * is proven that they are.
 * @throws Failure where packets could not be sent or the report not be written
 */
export async function isolation(client: Client, options: IsolationOptions): Promise<Answer> {
  if (options.export !== undefined && !options.signedBy) {
    throw new Failure('no-name', '--export needs --signed-by: the name of the person who stands for it');
  }
  const proof = options.probe ? await proven(client) : null;
  const [{ intent }, answer] = await Promise.all([look(client), client.isolation.get.query()]);
  const { shared, doubts, notes, checked } = answer;
  const verdict = worstVerdict([answer.verdict, ...(proof ? [proof.verdict] : [])]);
  const nameOf = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  const host = (id: string) => nameOf.get(id) ?? id;
  const lines = [
    VERDICTS[answer.verdict],
    ...(proof ? provenLines(proof) : []),
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
  const report = options.export === undefined ? null : await exported(client, options.export, options);
  if (report) lines.push('', `signed report: ${plain(report.file)} (${report.id})`);
  return {
    data: { verdict, shared, doubts, notes, checked, proof, ...(report && { report }) },
    text: lines.join('\n'),
    bad: verdict !== 'apart',
  };
}

async function proven(client: Client): Promise<Proof> {
  const { proof, error } = await untilEnd<ProofEvent>(
    (handlers) => client.isolation.prove.subscribe({}, handlers),
    () => {},
  );
  if (!proof) throw new Failure('no-proof', plain(error ?? 'it came to no result'));
  return proof;
}

async function exported(client: Client, file: string, { signedBy = '', remark = '' }: IsolationOptions) {
  const { id } = await client.isolation.signOff.mutate({ by: signedBy, remark });
  const text = await client.isolation.report.query({ id });
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new Failure(
      'not-written',
      `cannot write ${plain(file)} (${(error as NodeJS.ErrnoException).code})`,
    );
  }
  return { id, file };
}

function provenLines({
  verdict,
  contacts,
  contactsInAll,
  doubts,
  doubtsInAll,
  counts,
  pairs,
  startedAt,
  endedAt,
}: Proof) {
  const seconds = ((endedAt - startedAt) / 1000).toFixed(1);
  const more = (all: number, told: number) => (all > told ? [`  and ${all - told} more`] : []);
  return [
    `by packets: ${verdict} (${counts.packets} marked packets of ${counts.probed} of ${counts.endpoints} endpoints in ${seconds} s; pairs of tenants: ${pairs.apart} apart, ${pairs.touching} touching, ${pairs.unproven} unproven)`,
    ...contacts.map(({ sentence }) => `  ${plain(sentence)}`),
    ...more(contactsInAll, contacts.length),
    ...doubts.map((sentence) => `  not proven: ${plain(sentence)}`),
    ...more(doubtsInAll, doubts.length),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}
