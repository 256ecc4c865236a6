import { LINK_GROUP } from '../model/owner';
import type { ObservedLink } from '../observe/observed';
import type { StatusFact } from './status';

/** One thing that is not as intent says. `failed`: no traffic passes; `degraded`: it passes, but not as it should. */
export type Difference = StatusFact & { weight: 'failed' | 'degraded' };

export function difference(
  weight: Difference['weight'],
  what: string,
  expected: string | number,
  found: string | number | null,
): Difference[] {
  return String(found) === String(expected)
    ? []
    : [
        {
          weight,
          what,
          expected: String(expected),
          found: found === null || found === '' ? 'none' : String(found),
        },
      ];
}

export function missing(what: string): Difference[] {
  return [{ weight: 'failed', what, expected: 'there', found: 'missing' }];
}

type Wanted = { owner: string; mac: string | null; mtu: number | null };

/** What every device of ours must be. */
export function deviceDifferences(found: ObservedLink, wanted: Wanted): Difference[] {
  return [
    ...difference('failed', 'state', 'up', found.up ? 'up' : 'down'),
    ...(wanted.mtu === null ? [] : difference('degraded', 'MTU', wanted.mtu, found.mtu)),
    ...(wanted.mac === null ? [] : difference('degraded', 'MAC', wanted.mac, found.mac)),
    ...difference('degraded', 'owner mark', wanted.owner, found.alias),
    ...difference('degraded', 'link group', LINK_GROUP, found.group),
  ];
}

/** On the host's side a device has no address, so that no tenant reaches its host by it. */
export function quietDifferences(found: ObservedLink): Difference[] {
  return [
    ...(found.addrgenmode === null ? [] : difference('degraded', 'addrgenmode', 'none', found.addrgenmode)),
    ...found.addresses.flatMap(({ text }) => difference('degraded', 'address', 'none', text)),
  ];
}

/** `MTU is 1500, should be 1450` */
export function differenceWords({ what, expected, found }: StatusFact): string {
  if (found === 'missing') return `${what} is missing`;
  if (expected === 'none') return `${what} ${found} should not be there`;
  return `${what} is ${found}, should be ${expected}`;
}
