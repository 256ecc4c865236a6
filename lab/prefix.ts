/** Is the one prefix that a lab takes free in the caller's network namespace? */

import ipaddr from 'ipaddr.js';
import { MANAGEMENT_LINK, MANAGEMENT_PREFIX } from './addresses';
import { LabError } from './error';
import { identify, type ProcessId } from './process';
import { must, run } from './run';
import { waitUntil } from './wait';

/** A route as `ip -j route` prints it; only what is read here. */
export interface KernelRoute {
  dst: string;
  dev?: string;
  type?: string;
  table?: string;
}

/** The lab that a management link names in its alias. */
export interface LinkOwner {
  first: ProcessId;
  folder: string;
}

/**
 * The first route that the lab's prefix would shadow, or that would shadow it; null if there is none.
 * Default routes do not count, nor their halves 0.0.0.0/1 and 128.0.0.0/1, by which VPNs outbid a default route.
 */
export function overlap(routes: readonly KernelRoute[]): KernelRoute | null {
  const [ours, ourLength] = ipaddr.IPv4.parseCIDR(MANAGEMENT_PREFIX);
  const meets = ({ dst }: KernelRoute) => {
    if (dst === 'default') {
      return false;
    }
    const [network, length] = ipaddr.IPv4.parseCIDR(dst.includes('/') ? dst : `${dst}/32`);
    return length > 1 && network.match(ours, Math.min(length, ourLength));
  };
  return routes.find(meets) ?? null;
}

/** What `up` writes into the alias of its link, so that other folders, and a folder whose record was lost, know it. */
export function ownerAlias({ first, folder }: LinkOwner): string {
  // An alias has at most 255 bytes (IFALIASZ).
  return Buffer.from(`overlane-lab ${first.pid} ${first.startTicks} ${folder}`).subarray(0, 255).toString();
}

/** Whether the link is that of a lab in this folder; compared as written, since an alias may have cut its name. */
export function isOwnedBy(owner: LinkOwner, folder: string): boolean {
  return ownerAlias(owner) === ownerAlias({ first: owner.first, folder });
}

/** The owner of the management link here; `stranger` if it is no lab's, null if there is no such link. */
export async function linkOwner(): Promise<LinkOwner | 'stranger' | null> {
  const shown = await run(['ip', '-j', 'link', 'show', 'dev', MANAGEMENT_LINK]);
  if (shown.status !== 0) {
    return null;
  }
  const [link] = JSON.parse(shown.stdout) as { ifalias?: string }[];
  const words = /^overlane-lab (\d+) (\d+) (.*)$/s.exec(link?.ifalias ?? '');
  if (!words) {
    return 'stranger';
  }
  return { first: { pid: Number(words[1]), startTicks: Number(words[2]) }, folder: words[3] ?? '' };
}

/**
 * @throws LabError `other-lab`, `link-taken` or `prefix-taken`, each naming what is in the way
 */
export async function claimPrefix(): Promise<void> {
  let owner = await linkOwner();
  if (owner && owner !== 'stranger' && identify(owner.first.pid) === null) {
    // The kernel ends a dead lab's network namespaces, and with them the link, a moment after its processes.
    await waitUntil(async () => (await linkOwner()) === null, { everyMs: 20, atMostMs: 5000 });
    owner = await linkOwner();
  }
  if (owner === 'stranger') {
    throw new LabError(
      'link-taken',
      `An interface ${MANAGEMENT_LINK} that is no lab's exists here.`,
      `Rename it, or remove it with \`ip link del ${MANAGEMENT_LINK}\`.`,
    );
  }
  if (owner) {
    throw new LabError(
      'other-lab',
      `Another lab runs in this network namespace, from the folder ${owner.folder}.`,
      'End it with `overlane lab down` from there first.',
    );
  }
  const listed = await must(['ip', '-j', '-4', 'route', 'show', 'table', 'all']);
  const route = overlap(JSON.parse(listed || '[]') as KernelRoute[]);
  if (route) {
    const where = route.dev ? `interface ${route.dev}` : `a route of type ${route.type ?? 'unicast'}`;
    throw new LabError(
      'prefix-taken',
      `The lab needs ${MANAGEMENT_PREFIX}, but ${where} has the route ${route.dst}` +
        `${route.table && route.table !== 'main' ? ` (table ${route.table})` : ''} here.`,
      'Start the lab in another network namespace, or free the prefix.',
    );
  }
}
