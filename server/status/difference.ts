import { LINK_GROUP, type Origin } from '../model/owner';
import { isOfOther } from '../model/veth-pair';
import type { ObservedLink } from '../observe/observed';
import type { Attribute, Mending } from '../plan/mending';
import type { ObjectRef } from '../plan/plan';
import type { Compared } from './found';
import type { StatusFact } from './status';

/**
 * One thing that is not as intent says. `failed`: no traffic passes; `degraded`: it passes, but not as it should. What
 * a status says and what is listed as drift both come from these, and a run mends exactly those that have a `mending`.
 */
export type Difference = StatusFact & {
  weight: 'failed' | 'degraded';
  /** null: it is none of ours (the underlay), or follows from another difference (carrier). */
  mending: Mending | null;
};

type Weight = Difference['weight'];
type Value = string | number | null;

/** Makes the differences of one object. */
export function on(object: ObjectRef) {
  const one = (
    weight: Weight,
    attribute: Attribute,
    fact: StatusFact,
    which: string | null = null,
  ): Difference => ({ ...fact, weight, mending: { object, attribute, which } });
  return {
    /** Where found is not what is expected. */
    differs(weight: Weight, attribute: Attribute, what: string, expected: Value, found: Value): Difference[] {
      return unequal(what, expected, found).map((fact) => one(weight, attribute, fact));
    },
    missing(what: string): Difference[] {
      return [one('failed', 'presence', { what, expected: 'there', found: 'missing' })];
    },
    /** One of several, which is not there. */
    lacks(weight: Weight, attribute: Attribute, what: string, which: string): Difference[] {
      return [one(weight, attribute, { what, expected: 'there', found: 'missing' }, which)];
    },
    /** One of several, which should not be there. */
    hasToo(attribute: Attribute, what: string, which: string): Difference[] {
      return [one('degraded', attribute, { what, expected: 'none', found: which }, which)];
    },
  };
}

/** What carries the mark of something, and is not that: somebody renamed, moved or copied it. */
export function strayDifferences(host: Compared, owner: string): Difference[] {
  return (host.strays.get(owner) ?? []).flatMap(({ object }): Difference => {
    const { name, namespace } = object;
    const found = namespace === null ? name : `${namespace}/${name}`;
    const mending: Mending = { object, attribute: 'presence', which: null };
    return { weight: 'degraded', what: 'another with its mark', expected: 'none', found, mending };
  });
}

/** What is not for a run to mend. */
export function elsewhere(weight: Weight, what: string, expected: string, found: string): Difference[] {
  return unequal(what, expected, found).map((fact) => ({ ...fact, weight, mending: null }));
}

function unequal(what: string, expected: Value, found: Value): StatusFact[] {
  return words(found) === words(expected) ? [] : [{ what, expected: words(expected), found: words(found) }];
}

function words(value: Value): string {
  return value === null || value === '' ? 'none' : String(value);
}

type Wanted = { owner: string; mac: string | null; mtu: number | null };

/** What every device of ours must be. */
export function deviceDifferences(object: ObjectRef, found: ObservedLink, wanted: Wanted): Difference[] {
  const { differs } = on(object);
  return [
    ...differs('failed', 'state', 'state', 'up', found.up ? 'up' : 'down'),
    ...(wanted.mtu === null ? [] : differs('degraded', 'mtu', 'MTU', wanted.mtu, found.mtu)),
    ...(wanted.mac === null ? [] : differs('degraded', 'mac', 'MAC', wanted.mac, found.mac)),
    ...differs('degraded', 'alias', 'owner mark', wanted.owner, found.alias),
    ...differs('degraded', 'group', 'link group', LINK_GROUP, found.group),
  ];
}

/** On the host's side a device has no address, so that no tenant reaches its host by it; what people made keeps its own. */
export function quietDifferences(object: ObjectRef, found: ObservedLink, origin: Origin): Difference[] {
  if (origin === 'adopted') return [];
  return [
    ...(found.addrgenmode === null
      ? []
      : on(object).differs('degraded', 'addrgenmode', 'addrgenmode', 'none', found.addrgenmode)),
    ...found.addresses.flatMap(({ text }) =>
      on({ ...object, kind: 'address' }).hasToo('address', 'address', text),
    ),
  ];
}

/** Why a device must be made anew whatever else it lacks: then nothing else of it is told. */
export function strangeness(
  object: ObjectRef,
  found: ObservedLink,
  wanted: { owner: string; kind: ObservedLink['kind'] },
): Difference[] {
  const { differs } = on(object);
  if (found.kind !== wanted.kind) {
    return differs('failed', 'kind', 'kind', wanted.kind, found.kindName || found.kind);
  }
  return isOfOther(found.alias, wanted.owner)
    ? differs('failed', 'alias', 'owner mark', wanted.owner, found.alias)
    : [];
}

/** `MTU is 1500, should be 1450` */
export function differenceWords({ what, expected, found }: StatusFact): string {
  if (found === 'missing') return `${what} is missing`;
  if (expected === 'none') return `${what} ${found} should not be there`;
  return `${what} is ${found}, should be ${expected}`;
}
