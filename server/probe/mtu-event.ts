import type { NetworkMtu } from '../diagnose/network-mtu';
import type { MeasuredWay } from '../model/packet-limit';

export type MtuEvent =
  | {
      kind: 'begin';
      /** Ways from host to host that are measured, and those left out as there are too many for one time. */
      ways: number;
      leftOut: number;
      at: number;
    }
  | { kind: 'way'; way: MeasuredWay }
  | { kind: 'end'; result: NetworkMtu | null; error: string | null };
