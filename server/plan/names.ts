import type { Desired } from '../compile/desired';

/** Names that devices of ours in the host's own namespace shall have, whether or not something is in the way. */
export function ownersByName(desired: Desired): Map<string, string> {
  return new Map([
    ...desired.bridges.map(({ name, owner }) => [name, owner] as const),
    ...desired.vxlans.map(({ name, owner }) => [name, owner] as const),
    ...desired.veths.map(({ hostEnd, owner }) => [hostEnd.name, owner] as const),
  ]);
}
