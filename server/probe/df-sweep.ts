import { notAssignable, parseAddress } from '../model/address';
import { badNamespaceName } from '../model/device-name';
import { ECHO_OVERHEAD, packetLimitSentence } from '../model/packet-limit';
import { typedCommand } from '../ssh/quote';
import type { Runner } from '../ssh/runner';
import { ask } from './ask';
import { parseMtu, parseRouteDevice } from './parse/route';
import { parseSized } from './parse/sized';
import { PingRefused } from './ping-request';
import { sweep } from './sweep';
import type { SweepEvent } from './sweep-event';

/** Where a sweep begins: in a namespace, or on the host itself from one of its addresses. */
export type SweepWay = { target: string } & ({ namespace: string } | { source: string });

/** Bytes of payload of the first echo, ping's own default. */
const CONTROL_PAYLOAD = 56;
/** Bytes; 65535 less the headers of IPv4 and ICMP. */
const MOST_PAYLOAD = 65_507;
/**
 * Seconds in which a size must be answered; up to then a packet goes out every 0.2 s, so that one lost packet does not
 * pass for a limit. The first echo has more time: ARP or ND come before it.
 */
const [WAIT_S, FIRST_WAIT_S] = [1, 3];
/** Milliseconds above that, after which ping is ended whatever it does. */
const SPARE_MS = 4_000;
const LOOK_MS = 5_000;

/** @throws PingRefused */
export function sizedPingArgv(way: SweepWay, payload: number, waitS: number): string[] {
  const { inside, target, from } = checked(way);
  if (!Number.isInteger(payload) || payload < 0 || payload > MOST_PAYLOAD) {
    throw new PingRefused(`An echo has 0 to ${MOST_PAYLOAD} bytes of payload, not ${payload}.`);
  }
  return [
    ...[...inside, 'ping', '-n', '-c', '1', '-i', '0.2', '-w', String(waitS)],
    ...['-s', String(payload), '-M', 'do', ...from, '--', target],
  ];
}

/**
 * Measures the largest packet that passes, size by size. The last event is always `end`; aborting ends the ping that
 * runs.
 * @throws PingRefused before anything is sent, RunnerError
 */
export async function* dfSweep(
  runner: Runner,
  way: SweepWay,
  signal: AbortSignal,
): AsyncGenerator<SweepEvent, void, undefined> {
  const { target, family } = checked(way);
  const leaves = await leavingThrough(runner, way, signal);
  if (leaves === null) return yield ended('The probe was ended before it had an answer.');
  if ('sentence' in leaves) return yield ended(leaves.sentence);
  const { device, deviceMtu } = leaves;
  yield { kind: 'begin', device, deviceMtu, at: Date.now() };

  const overhead = ECHO_OVERHEAD[family];
  const search = sweep({ control: CONTROL_PAYLOAD + overhead, deviceMtu });
  let waitS = FIRST_WAIT_S;
  let step = search.next();
  while (!step.done) {
    const payload = step.value - overhead;
    const said = await ask(runner, sizedPingArgv(way, payload, waitS), waitS * 1000 + SPARE_MS, signal);
    if (!said) return yield ended('The probe was ended before it had an answer.');
    const answer = parseSized(said);
    yield { kind: 'step', size: step.value, payload, answer, at: Date.now() };
    if (answer.kind === 'failed') return yield ended(answer.sentence);
    waitS = answer.kind === 'passed' && answer.rttMs > 300 ? 2 : Math.min(waitS, WAIT_S);
    step = search.next(answer);
  }
  const found = { target, family, device, deviceMtu, ...step.value };
  const shown = (found.largest ?? CONTROL_PAYLOAD + overhead) - overhead;
  yield {
    kind: 'end',
    found,
    sentence: packetLimitSentence(found),
    command: typedCommand(sizedPingArgv(way, shown, WAIT_S)),
    error: null,
  };
}

/** Through which device packets leave, and what it takes. null: it was ended meanwhile. */
async function leavingThrough(
  runner: Runner,
  way: SweepWay,
  signal: AbortSignal,
): Promise<{ device: string; deviceMtu: number } | { sentence: string } | null> {
  const { target, ip, routeFrom } = checked(way);
  const route = await ask(runner, [...ip, '-j', 'route', 'get', target, ...routeFrom], LOOK_MS, signal);
  if (!route) return null;
  const device = parseRouteDevice(route.stdout.join(''));
  if (device === null) {
    return { sentence: route.stderr[0] ?? `the host tells no device that leads to ${target}` };
  }
  const link = await ask(runner, [...ip, '-j', 'link', 'show', 'dev', device], LOOK_MS, signal);
  if (!link) return null;
  const deviceMtu = parseMtu(link.stdout.join(''));
  return deviceMtu === null
    ? { sentence: link.stderr[0] ?? `the host tells no MTU of ${device}` }
    : { device, deviceMtu };
}

/** @throws PingRefused */
function checked(way: SweepWay) {
  const target = parseAddress(way.target);
  if (!target) {
    throw new PingRefused(
      `A sweep goes to an address such as 10.1.0.5 or 2001:db8::5, not "${way.target.slice(0, 60)}".`,
    );
  }
  const bad = notAssignable(target);
  if (bad !== null) throw new PingRefused(`${bad}; probe an address that a device can have.`);
  const { text, family } = target;
  if ('namespace' in way) {
    const name = badNamespaceName(way.namespace);
    if (name !== null) throw new PingRefused(`${name}.`);
    return {
      target: text,
      family,
      inside: ['ip', 'netns', 'exec', way.namespace],
      ip: ['ip', '-n', way.namespace],
      from: [],
      routeFrom: [],
    };
  }
  const source = parseAddress(way.source);
  if (!source || source.family !== family) {
    throw new PingRefused(`There is no way from ${way.source.slice(0, 60)} to ${text}.`);
  }
  return {
    target: text,
    family,
    inside: [],
    ip: ['ip'],
    from: ['-I', source.text],
    routeFrom: ['from', source.text],
  };
}

function ended(error: string): SweepEvent {
  return { kind: 'end', found: null, sentence: null, command: null, error };
}
