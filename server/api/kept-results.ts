import type { NetworkMtu } from '../diagnose/network-mtu';
import type { PathAnswer } from '../diagnose/path/answer';
import type { PathWish } from '../diagnose/path/scene';
import { keepResult, lastResult, type ResultLine } from '../journal/kept-results';
import type { MeasuredWay, PacketLimit } from '../model/packet-limit';
import type { PingSummary } from '../model/ping-summary';
import type { MatrixResult } from '../probe/matrix-event';

export type KeptPing = { from: string; to: string; size: number; summary: PingSummary };
export type KeptSweep = {
  from: string;
  to: string;
  found: PacketLimit;
  sentence: string | null;
  command: string | null;
};
export type KeptMtu = { ways: MeasuredWay[]; leftOut: number; result: NetworkMtu };
export type KeptPath = { wish: PathWish; from: string; to: string; answer: PathAnswer };

/** What is kept of a probe of each kind. */
type Results = {
  ping: KeptPing;
  sweep: KeptSweep;
  matrix: MatrixResult;
  mtu: KeptMtu;
  path: KeptPath;
};
type Kind = keyof Results;

/** A result and the line about it. Its time is now. */
type ToKeep = { [K in Kind]: Omit<ResultLine, 'kind' | 'at'> & { kind: K; result: Results[K] } }[Kind];
export type Kept = { [K in Kind]: Omit<ResultLine, 'kind'> & { kind: K; result: Results[K] } }[Kind];

/** For who did not see it happen. What cannot be kept was still seen by who asked for it, so that it is no failure. */
export async function keep(result: ToKeep): Promise<void> {
  await keepResult({ ...result, at: Date.now() }).catch(() => {});
}

export async function lastKept(kind: Kind, key: string): Promise<Kept | null> {
  // Written by `keep` alone.
  return (await lastResult(kind, key)) as Kept | null;
}
