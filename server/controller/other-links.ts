import type { OpenLink } from './host-link';

/**
 * A program that loads the product into its own process may bring hosts of its own, as the benchmarks of bench/ do
 * with hosts in memory. The product itself never sets this: nothing of such hosts is in its build.
 */
const place = globalThis as typeof globalThis & { __overlaneLinks?: OpenLink };

export function otherLinks(): OpenLink | null {
  return place.__overlaneLinks ?? null;
}

export function bringLinks(open: OpenLink): void {
  place.__overlaneLinks = open;
}
