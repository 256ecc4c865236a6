import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import type { CaptureEnd } from '../../api/types';
import {
  CAPTURE_BOUNDS,
  CAPTURE_POINTS,
  type CaptureLimits,
  type CapturePlace,
  captureFaults,
} from '../../model/capture';
import { newId } from '../../model/ids';
import { type Intent, portOfNetwork } from '../../model/intent';
import { dissect, VXLAN_PORTS } from '../../model/packet/dissect';
import { timeText } from '../../model/packet/time';
import { type CapturedFrame, pcapngFrame, pcapngHead } from '../../model/pcapng';
import { filterOf, isOneOf } from '../capture-filter';
import type { Client } from '../client';
import { endpointOf } from '../endpoint-of';
import { Failure } from '../failure';
import { plain } from '../print';

export type CaptureOptions = {
  at: string;
  network?: string;
  protocol: string;
  address?: string;
  port?: string;
  direction: string;
  count: string;
  seconds: string;
  snap: string;
  write?: string;
};

type Told = { at: number; length: number; line: string };

/**
 * Captures where an endpoint's frames pass; each is printed as it comes, as `tcpdump -e -n -l` prints it, and written to
 * a pcapng file where one is named. Ctrl C ends it in good order.
 * @throws Failure where it could not be captured
 */
export async function capture(
  client: Client,
  endpoint: string,
  options: CaptureOptions,
  /** null: all frames are given at the end. */
  print: ((line: string) => void) | null,
): Promise<{ data: { end: CaptureEnd; frames: Told[] }; text: string }> {
  const { intent } = await client.intent.get.query();
  const { place, ports, label } = placeOf(intent, endpoint, options);
  const filter = filterOf(options);
  const limits = limitsOf(options);
  const fault = Object.values(captureFaults(filter, limits))[0];
  if (fault !== undefined) throw new Failure('bad-capture', plain(fault));
  const id = newId();
  const told: Told[] = [];
  const file = options.write === undefined ? null : await opened(options.write);
  const take = (frame: CapturedFrame) => {
    const line = `${timeText(frame.at)} ${dissect(frame.bytes, frame.length, ports).line}`;
    if (print) print(plain(line));
    else told.push({ at: frame.at, length: frame.length, line });
    file?.write(pcapngFrame(frame));
  };
  const interrupted = () => void client.capture.stop.mutate({ id }).catch(() => {});
  process.once('SIGINT', interrupted);
  try {
    const end = await new Promise<CaptureEnd>((resolve, reject) => {
      const subscription = client.capture.run.subscribe(
        // All frames come here and into a file of one's own: the host is held where this is slow.
        { id, place, filter, limits, save: false },
        {
          onData: ({ data: event }) => {
            if (event.kind === 'began' && file) {
              const expression = event.argv.at(-2) === '--' ? (event.argv.at(-1) ?? '') : '';
              const head = { name: label, filter: expression, snapLength: limits.snapLength };
              for (const part of pcapngHead(head)) file.write(part);
            }
            if (event.kind === 'packets') {
              event.bytes.forEach((bytes, i) => {
                take({
                  at: event.at[i] ?? 0,
                  length: event.length[i] ?? 0,
                  bytes: Buffer.from(bytes, 'base64'),
                });
              });
            }
            if (event.kind !== 'end') return;
            subscription.unsubscribe();
            resolve(event);
          },
          onError: (error) => {
            subscription.unsubscribe();
            reject(error);
          },
        },
      );
    });
    if (end.error) throw new Failure('capture-failed', plain(end.error));
    return { data: { end, frames: told }, text: summary(end) };
  } finally {
    process.off('SIGINT', interrupted);
    if (file) {
      file.end();
      await once(file, 'finish');
    }
  }
}

function summary({ captured, droppedByKernel, reason }: CaptureEnd): string {
  const why = { packets: 'frames', bytes: 'bytes', time: 'time' } as const;
  const limit = reason in why ? `, at the limit of ${why[reason as keyof typeof why]}` : '';
  const dropped = droppedByKernel === null ? '' : `, ${droppedByKernel} dropped by the kernel of the host`;
  return `${captured} frames captured${limit}${dropped}`;
}

async function opened(path: string): Promise<WriteStream> {
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    await once(file, 'open');
  } catch (error) {
    throw new Failure('no-file', `cannot write ${path}: ${(error as Error).message}`);
  }
  return file;
}

function limitsOf({ count, seconds, snap }: CaptureOptions): CaptureLimits {
  const bytes = CAPTURE_BOUNDS.bytes.first;
  return { packets: Number(count), bytes, seconds: Number(seconds), snapLength: Number(snap) };
}

type Where = { place: CapturePlace; label: string; ports: ReadonlySet<number> };

function placeOf(intent: Intent, label: string, { at, network: name }: CaptureOptions): Where {
  const { tenant, endpoint } = endpointOf(intent, label);
  if (!isOneOf(CAPTURE_POINTS, at)) {
    throw new Failure('bad-capture', `--at is one of ${CAPTURE_POINTS.join(', ')}`);
  }
  const own = tenant.networks.filter(({ id }) =>
    endpoint.interfaces.some(({ networkId }) => networkId === id),
  );
  const network = name === undefined ? own[0] : own.find((one) => one.name === name);
  if (!network) {
    const names = own.map((one) => one.name).join(', ');
    throw new Failure('no-network', `${label} is in no network ${plain(name ?? '')}`, [`it is in: ${names}`]);
  }
  const ports = new Set([...VXLAN_PORTS, portOfNetwork(network, intent.vxlan.port)]);
  const networkId = network.id;
  const place: CapturePlace =
    at === 'endpoint' || at === 'host-end'
      ? { at, endpointId: endpoint.id, networkId }
      : { at, hostId: endpoint.hostId, networkId };
  return { place, label: `${at} of ${label}, network ${network.name}`, ports };
}
