import type { LimitSign, PacketLimit } from '../model/packet-limit';
import type { SweepAnswer } from './sweep-event';

/** Bytes. An IP packet is no larger. */
const LARGEST_PACKET = 65_535;
/** Sizes that are tried at most; 16 halvings find one size among all there are. */
const MOST_TRIES = 24;

/** `control`: bytes of a packet that any path carries. All sizes are those of IP packets. */
export type SweepBounds = { control: number; deviceMtu: number };

export type Swept = Pick<PacketLimit, 'largest' | 'limit' | 'sign' | 'toldBy' | 'toldMtu' | 'tries'>;

/**
 * Searches the largest packet that passes: yields a size to try and is given what came of it. The small one comes
 * first, as a control: without an answer to it, silence would mean nothing. Then what the device takes, which is the
 * answer wherever nothing is wrong; then by halves, or where a router said what it carries, there.
 * @throws Error with the sentence of what could not be tried
 */
export function* sweep({ control, deviceMtu }: SweepBounds): Generator<number, Swept, SweepAnswer> {
  let tries = 0;
  let low = control;
  /** The smallest size that is known not to pass. */
  let high = LARGEST_PACKET + 1;
  let why: Exclude<SweepAnswer, { kind: 'passed' }> | null = null;
  /** A router's word, kept: afterwards the kernel itself refuses such packets. */
  let told: Extract<SweepAnswer, { kind: 'path' }> | null = null;
  let hint: number | null = null;

  const first = taken(yield control);
  tries += 1;
  if (first.kind !== 'passed') {
    return { largest: null, limit: null, sign: null, toldBy: null, toldMtu: null, tries };
  }
  let size = Math.max(control + 1, Math.min(deviceMtu, LARGEST_PACKET));
  while (high - low > 1 && tries < MOST_TRIES) {
    const answer = taken(yield size);
    tries += 1;
    if (answer.kind === 'passed') {
      low = size;
    } else {
      high = size;
      why = answer;
      if (answer.kind === 'path') told = answer;
      if (answer.kind !== 'silent' && answer.mtu !== null) hint = answer.mtu;
    }
    size = next(low, high, hint, deviceMtu);
  }
  return { largest: low, ...cause(why, told, deviceMtu), tries };
}

function next(low: number, high: number, hint: number | null, deviceMtu: number): number {
  // One more than what the device takes is refused by the kernel itself: nothing is sent for it.
  for (const edge of [hint, deviceMtu]) {
    if (edge === null) continue;
    if (low < edge && edge < high) return edge;
    if (low === edge && edge + 1 < high) return edge + 1;
  }
  return low + Math.floor((high - low) / 2);
}

function cause(
  why: Exclude<SweepAnswer, { kind: 'passed' }> | null,
  told: Extract<SweepAnswer, { kind: 'path' }> | null,
  deviceMtu: number,
): Pick<PacketLimit, 'limit' | 'sign' | 'toldBy' | 'toldMtu'> {
  const nobody = { toldBy: null, toldMtu: null };
  // The device takes the largest packet that there is.
  if (why === null) return { limit: 'interface', sign: null, ...nobody };
  if (told && why.kind !== 'silent') {
    return { limit: 'path', sign: 'fragmentation-needed', toldBy: told.by, toldMtu: told.mtu };
  }
  if (why.kind === 'local') {
    // Less than the device takes: the kernel remembers what it was told of this path (ip route get shows it).
    const limit = why.mtu < deviceMtu ? 'path' : 'interface';
    return { limit, sign: 'message-too-long' satisfies LimitSign, toldBy: null, toldMtu: why.mtu };
  }
  return { limit: 'path', sign: 'silence', ...nobody };
}

function taken(answer: SweepAnswer): Exclude<SweepAnswer, { kind: 'failed' }> {
  if (answer.kind === 'failed') throw new Error(answer.sentence);
  return answer;
}
