import { notAssignable, parseAddress } from './address';
import { parseOwnerMark } from './owner';

/** What this needs to know of a link; an observed one has it all. */
export type UnderlayLink = {
  name: string;
  /** bridge, vxlan, veth, loopback or other */
  kind: string;
  /** The kernel's own word, '' for a physical device. */
  kindName: string;
  up: boolean;
  carrier: boolean;
  mtu: number;
  master: string | null;
  alias: string | null;
  addresses: readonly { text: string; family: 4 | 6; scope: string }[];
};

export type UnderlayChoice = {
  device: string;
  /** A VTEP address, without its length. */
  address: string;
  family: 4 | 6;
  mtu: number;
  up: boolean;
};

/** Devices that others make for guests of the host: Docker, libvirt, LXD, Podman, CNI and Kubernetes. */
const GUESTS =
  /^(?:docker|br-[0-9a-f]{12}$|virbr|vnet|lxc|lxd|podman|cni|flannel|cali|veth|tap|kube|weave|tailscale|zt)/;
/** Links whose own tunnel a VXLAN tunnel had better not go through. */
const TUNNELS = new Set([
  'vxlan',
  'gre',
  'gretap',
  'ip6gre',
  'ip6tnl',
  'ipip',
  'sit',
  'geneve',
  'vti',
  'xfrm',
]);

/**
 * The addresses of a host that its tunnels could start from, best first: up before down, no management address before
 * that (the one that we log in to), IPv4 before IPv6, larger MTU, physical devices before made ones.
 * @param management the address that SSH connects to, where it is one
 */
export function underlayChoices(
  links: readonly UnderlayLink[],
  management: string | null = null,
): UnderlayChoice[] {
  const managed = management === null ? null : (parseAddress(management)?.text ?? null);
  return links
    .filter((link) => carriesUnderlay(link))
    .flatMap((link) => link.addresses.flatMap((address) => choiceOf(link, address)))
    .map((choice) => ({ choice, rank: rankOf(choice, managed, links) }))
    .sort((a, b) => compareRanks(a.rank, b.rank))
    .map(({ choice }) => choice);
}

function carriesUnderlay(link: UnderlayLink): boolean {
  if (link.kind === 'loopback' || TUNNELS.has(link.kindName)) return false;
  // A port of a bridge or bond has its addresses on that.
  if (link.master !== null || GUESTS.test(link.name)) return false;
  return parseOwnerMark(link.alias) === null;
}

function choiceOf(link: UnderlayLink, address: UnderlayLink['addresses'][number]): UnderlayChoice[] {
  const parsed = parseAddress(address.text.split('/', 1)[0] ?? '');
  if (!parsed || address.scope !== 'global' || notAssignable(parsed) !== null) return [];
  const up = link.up && link.carrier;
  return [{ device: link.name, address: parsed.text, family: parsed.family, mtu: link.mtu, up }];
}

/** Smaller is better, the first number first. */
function rankOf(choice: UnderlayChoice, management: string | null, links: readonly UnderlayLink[]): number[] {
  const link = links.find(({ name }) => name === choice.device);
  return [
    choice.up ? 0 : 1,
    choice.address === management ? 1 : 0,
    choice.family === 4 ? 0 : 1,
    -choice.mtu,
    link?.kind === 'bridge' ? 1 : 0,
  ];
}

function compareRanks(a: number[], b: number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
