import { captureFaults } from '../model/capture';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import { VNI_MAX } from '../model/vxlan';
import type { CaptureRequest } from './capture-event';
import { captureExpression } from './capture-filter';

/** A capture that is not begun, and what would be right. */
export class CaptureRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CaptureRefused';
  }
}

/** Names that libpcap takes for something else than one network device: `any` is all of them. */
const NOT_ONE_DEVICE =
  /^(any|nflog.*|nfqueue.*|usbmon\d*|bluetooth.*|dbus-.*|rpcap.*|dag\d+|snf\d+|septel\d+|rdma.*)$/i;

/**
 * KiB of the kernel's buffer. In immediate mode (TPACKET_V2) each frame takes a slot of the snap length, and the usual
 * 2 MiB are full after some ten frames of full size.
 */
const BUFFER_KIB = 8192;
/** Milliseconds beyond the limit of time, after which the remote process is ended whatever it does. */
const SPARE_MS = 3_000;

/** Why this is not captured, or null. */
export function badCapture({ namespace, device, tunnel, filter, limits }: CaptureRequest): string | null {
  const fault = Object.values(captureFaults(filter, limits))[0];
  if (fault !== undefined) return fault;
  const name = badDeviceName(device) ?? (namespace === null ? null : badNamespaceName(namespace));
  if (name !== null) return `${name}.`;
  if (NOT_ONE_DEVICE.test(device))
    return `"${device}" is a name by which tcpdump means more than one device.`;
  if (tunnel === null) return null;
  const { vni, port } = tunnel;
  if (!Number.isInteger(vni) || vni < 1 || vni > VNI_MAX) return `A VNI is 1 to ${VNI_MAX}.`;
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return 'A port is 1 to 65535.';
  return null;
}

/**
 * All options are ours; what was asked for is numbers, and one expression behind `--` that cannot be an option.
 * @throws CaptureRefused
 */
export function captureArgv(request: CaptureRequest): string[] {
  const bad = badCapture(request);
  if (bad !== null) throw new CaptureRefused(bad);
  const { namespace, device, tunnel, filter, limits } = request;
  const expression = captureExpression(filter, tunnel);
  return [
    ...(namespace === null ? [] : ['ip', 'netns', 'exec', namespace]),
    // It stays root: a change of user clears the signal that some hosts end it by (prctl(2), PR_SET_PDEATHSIG).
    ...['tcpdump', '-Z', 'root', '-n', '-U', '--immediate-mode', '-B', String(BUFFER_KIB)],
    ...['-s', String(limits.snapLength), '-c', String(limits.packets), '-i', device, '-w', '-'],
    ...(filter.direction === 'any' ? [] : ['-Q', filter.direction]),
    ...(expression === '' ? [] : ['--', expression]),
  ];
}

/** Milliseconds after which the remote process is ended in any case. */
export function captureLimitMs({ limits }: CaptureRequest): number {
  return limits.seconds * 1000 + SPARE_MS;
}
