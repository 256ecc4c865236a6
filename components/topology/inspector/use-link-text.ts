'use client';

import { useSamples } from '@/components/live/rates';
import { keyOfCounters } from '@/server/live/observed-keys';
import { useLink } from '../observed-data';
import { linkText } from './link-text';

/** A link as `ip -d -s link show` prints it, with the counters of the last read; null: it was not read. */
export function useLinkText(hostId: string, namespace: string | null, device: string): string | null {
  const link = useLink(hostId, namespace, device);
  const stats = useSamples(hostId, keyOfCounters(namespace, device)).at(-1)?.stats;
  return link && linkText(link, stats ?? link.stats);
}
