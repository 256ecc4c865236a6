import { notAssignable, parseAddress, parseSubnet, unusableInSubnet } from '../model/address';
import type { Network } from '../model/intent';
import type { Acceptance, Whole } from './acceptance';
import type { Lost, Scene } from './scene';
import { withWire } from './wire';

/** What an interface may hold (intent). */
const MOST = 16;

/**
 * Addresses of an endpoint. One that is gone while another of its subnet is there was changed, and to accept either is
 * to accept the change.
 */
export function acceptAddress(scene: Scene, lost: Lost, whole: Whole): Acceptance {
  const { tenant, network, endpoint, wire } = whole;
  const text = lost.mending.which ?? '';
  if (lost.mending.object.namespace === null || !network || !endpoint || !wire) {
    return { whyNot: 'a tenant must not reach its host: intent has no word for an address here' };
  }
  const missing = missingOf(scene, lost);
  const more = moreOf(scene, lost).filter((one) => unfit(whole, network, one) === null);
  const { without, plus } =
    lost.found === 'missing'
      ? { without: text, plus: partner(text, missing, more, network) }
      : { without: partner(text, more, missing, network), plus: text };
  if (plus !== null) {
    const bad = unfit(whole, network, plus);
    if (bad !== null) return { whyNot: bad };
  }
  const kept = wire.addresses.filter((address) => address !== bare(without));
  const addresses = plus === null ? kept : [...kept, bare(plus)];
  if (addresses.length === 0) {
    return { whyNot: 'it is the only address in this network, and an interface needs one' };
  }
  if (addresses.length > MOST) return { whyNot: `an interface holds at most ${MOST} addresses` };
  return { operations: [withWire(tenant, endpoint, { ...wire, addresses })] };
}

/** The first that is gone and the first that is new in a subnet belong together, and so on. */
function partner(
  text: string,
  own: readonly string[],
  others: readonly string[],
  network: Network,
): string | null {
  const subnet = subnetOfText(network, text);
  const at = own.filter((one) => subnetOfText(network, one) === subnet).indexOf(text);
  return others.filter((one) => subnetOfText(network, one) === subnet)[at] ?? null;
}

function subnetOfText({ subnets }: Network, text: string): string | null {
  const address = parseAddress(bare(text));
  return (
    subnets.find((one) => {
      const subnet = parseSubnet(one);
      return subnet && address && unusableInSubnet(subnet, address) === null;
    }) ?? null
  );
}

function missingOf(scene: Scene, lost: Lost): string[] {
  const there = new Set(foundOn(scene, lost).map(({ text }) => text));
  return (scene.veth(lost)?.namespaceEnd.addresses ?? []).filter((text) => !there.has(text));
}

function moreOf(scene: Scene, lost: Lost): string[] {
  const wanted = scene.veth(lost)?.namespaceEnd.addresses ?? [];
  return foundOn(scene, lost)
    .filter(({ text, scope, dynamic }) => scope === 'global' && !dynamic && !wanted.includes(text))
    .map(({ text }) => text);
}

function foundOn({ observed }: Scene, { mending: { object } }: Lost) {
  const space = observed.namespaces.find(({ name }) => name === object.namespace);
  return space?.links.find(({ name }) => name === object.name)?.addresses ?? [];
}

/** Why intent cannot give this address to the endpoint, or null. */
function unfit({ tenant, endpoint }: Whole, network: Network, text: string): string | null {
  const address = parseAddress(bare(text));
  if (!address) return `${text} is no address that intent can hold`;
  const bad = notAssignable(address);
  if (bad !== null) return bad;
  const subnet = subnetOfText(network, text);
  if (subnet === null) return `${address.text} is no endpoint's address in ${network.subnets.join(' or ')}`;
  if (!text.endsWith(subnet.slice(subnet.indexOf('/')))) {
    return `${text} has another prefix length than ${subnet}: give it that one by hand, or repair it`;
  }
  const holder = tenant.endpoints.find(
    (other) =>
      other.id !== endpoint?.id &&
      other.interfaces.some((one) => one.networkId === network.id && one.addresses.includes(address.text)),
  );
  return holder ? `${address.text} is that of ${holder.namespace} already` : null;
}

/** Without the prefix length. */
function bare(text: string | null): string {
  return text?.split('/')[0] ?? '';
}
