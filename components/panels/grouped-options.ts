import type { SelectGroup } from '@/components/ui/select';

/** Options of a select in groups, in the order of their first ones. */
export function groupedOptions<T>(
  items: readonly T[],
  of: (item: T) => { group: string; value: string; label: string },
): SelectGroup[] {
  const groups = new Map<string, SelectGroup>();
  for (const item of items) {
    const { group, value, label } = of(item);
    const into = groups.get(group) ?? { label: group, options: [] };
    into.options.push({ value, label, text: label });
    groups.set(group, into);
  }
  return [...groups.values()];
}
