import { badDeviceName } from '../../model/device-name';

/** `ip -j route get TARGET`: the device that packets leave through; null where the host names none. */
export function parseRouteDevice(text: string): string | null {
  const device = field(text, 'dev');
  return typeof device === 'string' && (device === 'lo' || badDeviceName(device) === null) ? device : null;
}

/** `ip -j link show dev X`: its MTU in bytes; null where the host tells none. */
export function parseMtu(text: string): number | null {
  const mtu = field(text, 'mtu');
  return typeof mtu === 'number' && Number.isInteger(mtu) && mtu >= 68 ? mtu : null;
}

/** Of the first object of the list that iproute2 prints. */
function field(text: string, name: string): unknown {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? (first as Record<string, unknown>)[name] : undefined;
}
