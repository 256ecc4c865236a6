import { objectText } from '@/components/panels/drift/drift-place';
import type { DriftItem } from '@/server/api/types';
import type { Host } from '@/server/model/intent';

/** What drifted and has all the words of the query, lost frames first, then the newest. */
export function findDrift(
  drift: Readonly<Record<string, DriftItem>>,
  hosts: readonly Host[],
  query: string,
  limit: number,
): { item: DriftItem; name: string; detail: string }[] {
  const terms = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const names = new Map(hosts.map(({ id, name }) => [id, name]));
  return Object.values(drift)
    .map((item) => ({
      item,
      name: `${objectText(item)} on ${names.get(item.hostId) ?? item.hostId}`,
      detail: `${item.attribute}: expected ${item.expected ?? 'nothing'}, found ${item.found}`,
    }))
    .filter(({ name, detail }) => {
      const text = `drift drifted ${name} ${detail}`.toLowerCase();
      return terms.every((term) => text.includes(term));
    })
    .sort(
      (a, b) =>
        Number(b.item.weight === 'failed') - Number(a.item.weight === 'failed') ||
        b.item.since - a.item.since,
    )
    .slice(0, limit);
}
