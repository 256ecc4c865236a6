import type { MtuEvent, SweepEvent } from '../../api/types';
import { parseAddress } from '../../model/address';
import type { Client } from '../client';
import { endpointOf, networkOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain, table } from '../print';
import { untilEnd } from '../until-end';

type Print = (line: string) => void;

/**
 * The largest packet that passes from an endpoint to another one or to an address. Bad: the path carries less than the
 * interface takes, or nothing.
 * @throws Failure where it could not be measured
 */
export async function largestPacket(client: Client, from: string, to: string, print: Print) {
  const { intent } = await client.intent.get.query();
  const { endpoint } = endpointOf(intent, from);
  const target = parseAddress(to) ? { address: to } : { endpointId: endpointOf(intent, to).endpoint.id };
  const { found, sentence, command, error } = await untilEnd<SweepEvent>(
    (handlers) => client.ping.sweep.subscribe({ endpointId: endpoint.id, target }, handlers),
    (event) => {
      if (event.kind === 'step') print(`${String(event.size).padStart(5)} bytes: ${event.answer.kind}`);
    },
  );
  if (!found) throw new Failure('not-measured', plain(error ?? 'the measurement ended without a result'));
  const text = [sentence, `check it there: ${command}`].map((line) => plain(line ?? '')).join('\n');
  return { data: { ...found, sentence, command }, text, bad: found.limit !== 'interface' };
}

/**
 * What the underlay carries between the hosts of a network, and the MTU that follows from it. Bad: full packets are
 * lost, interfaces differ, or it is not known.
 * @throws Failure where it could not be measured
 */
export async function networkMtu(client: Client, label: string) {
  const { intent } = await client.intent.get.query();
  const { network } = networkOf(intent, label);
  const nameOf = (hostId: string) => intent.hosts.find(({ id }) => id === hostId)?.name ?? hostId;
  const ways: Extract<MtuEvent, { kind: 'way' }>['way'][] = [];
  let leftOut = 0;
  const { result, error } = await untilEnd<MtuEvent>(
    (handlers) => client.ping.mtu.subscribe({ networkId: network.id }, handlers),
    (event) => {
      if (event.kind === 'begin') leftOut = event.leftOut;
      else ways.push(event.way);
    },
  );
  if (!result) throw new Failure('not-measured', plain(error ?? 'the measurement ended without a result'));
  const rows = ways.map(({ from, to, found, error: why }) => [
    nameOf(from),
    nameOf(to),
    found?.largest ? String(found.largest) : '–',
    found ? `${found.device} ${found.deviceMtu}` : '',
    plain(why ?? found?.sign ?? ''),
  ]);
  const lines = [
    ...(rows.length > 0 ? [table(['FROM', 'TO', 'CARRIES', 'DEVICE', 'LIMIT'], rows)] : []),
    ...result.differing.map(
      ({ hostId, namespace, name, mtu }) =>
        `differs: ${nameOf(hostId)} ${namespace ? `${namespace}/` : ''}${name} has ${mtu}`,
    ),
    ...(leftOut > 0 ? [`${leftOut} ways are left out: too many at one time`] : []),
    result.sentence,
    ...(result.fix?.kind === 'set' ? [`fix: set the network's mtu to ${result.fix.mtu}`] : []),
    ...(result.fix?.kind === 'repair' ? ['fix: overlane drift --repair'] : []),
  ];
  const good = result.verdict === 'exact' || result.verdict === 'room';
  return { data: { ...result, ways, leftOut }, text: lines.map(plain).join('\n'), bad: !good };
}
