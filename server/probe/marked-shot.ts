import { notAssignable, parseAddress } from '../model/address';
import { badDeviceName, badNamespaceName } from '../model/device-name';

/** Everybody on the link, asked of nobody by name: no ARP or neighbour discovery goes before it. */
export const ALL_IPV4 = '255.255.255.255';
const ALL_IPV6 = 'ff02::1';
/** Seconds that ping waits for an answer. None is needed: witnesses look for the packet itself. */
const WAIT_S = 0.02;

export type MarkedShot = {
  namespace: string;
  /** Out of this device whatever the routes say: the target is asked for on its link. null: as the routes say. */
  device: string | null;
  /** An address that an endpoint can have, or everybody on the link of `device`. */
  target: string;
  mark: string;
};

/** One echo request with a mark in it. @throws TypeError where a name, the target or the mark is none */
export function shotArgv({ namespace, device, target, mark }: MarkedShot): string[] {
  if (badNamespaceName(namespace) !== null || (device !== null && badDeviceName(device) !== null)) {
    throw new TypeError(`nothing is sent from "${namespace}" and "${device}"`);
  }
  if (!/^[0-9a-f]{32}$/.test(mark)) throw new TypeError('a mark is 16 bytes in hexadecimal');
  const isAll4 = target === ALL_IPV4 && device !== null;
  const isAll6 = target === `${ALL_IPV6}%${device}`;
  const address = parseAddress(target);
  if (!isAll4 && !isAll6 && (!address || notAssignable(address) !== null)) {
    throw new TypeError(`nothing is sent to "${target}"`);
  }
  return [
    ...['ip', 'netns', 'exec', namespace, 'ping', '-n', '-q', '-c', '1', '-W', String(WAIT_S), '-p', mark],
    ...(isAll4 ? ['-b'] : []),
    ...(device === null ? [] : ['-I', device]),
    ...['--', target],
  ];
}

/** Why ping sent nothing, from what it said; null: it did send. */
export function unsent({
  code,
  stdout,
  stderr,
}: {
  code: number;
  stdout: string;
  stderr: string;
}): string | null {
  if (/^[1-9]\d* packets transmitted/m.test(stdout)) return null;
  const said = stderr
    .split('\n')
    .map((line) => line.replace(/^ping6?: /, '').trim())
    .find((line) => line !== '' && !/^warning/i.test(line));
  return said ?? `ping ended with status ${code}`;
}
