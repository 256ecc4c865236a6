import type { ClockGap, HostClock } from '@/server/api/types';
import type { TraceHop } from '@/server/model/trace';
import { lastSeen, type TraceRow } from '@/server/model/trace-row';
import { microText } from '@/server/model/trace-text';

/**
 * A packet at one hop. began: it was seen here first. passed: so long after the hop before. last: it was lost behind it.
 * missed: it passed, and was not seen here. never: it did not come here. blind: nobody looked.
 */
export type HopCell = {
  look: 'began' | 'passed' | 'last' | 'missed' | 'never' | 'blind';
  text: string;
  title: string;
};

type Sight = {
  hops: readonly TraceHop[];
  unseen: Record<number, string>;
  hosts: HostClock[];
  gap: ClockGap | null;
};

/** The cells of a packet by hop; times are on one clock, as far as clocks are known. */
export function hopCells(row: TraceRow, { hops, unseen, hosts, gap }: Sight): HopCell[] {
  const offsets = new Map(hosts.map(({ hostId, offsetUs }) => [hostId, offsetUs]));
  const timeAt = (hop: number) => {
    const at = row.seen[hop] ?? null;
    return at === null ? null : at - (offsets.get(hops[hop]?.hostId ?? '') ?? 0);
  };
  const step = row.direction === 'there' ? 1 : -1;
  const last = lastSeen(row);
  const before = (hop: number) => {
    for (let one = hop - step; one >= 0 && one < hops.length; one -= step) {
      if (row.seen[one] !== null) return one;
    }
    return null;
  };
  return hops.map((_, hop) => {
    const time = timeAt(hop);
    if (time === null) {
      const why = unseen[hop];
      if (why !== undefined) return { look: 'blind', text: '', title: `Not looked at: ${why}` };
      const isBehind = row.direction === 'there' ? hop > last : hop < last;
      if (!isBehind) return { look: 'missed', text: '·', title: 'It passed, but was not seen here' };
      const title = row.fate === 'lost' ? 'It never came here' : 'It was not seen here';
      return { look: 'never', text: row.fate === 'lost' ? '–' : '', title };
    }
    const earlier = before(hop);
    const isLast = row.fate === 'lost' && hop === last;
    const copies = row.copies[hop];
    const often = copies === undefined ? '' : ` ×${copies}`;
    const told = copies === undefined ? '' : `; it passed here ${copies} times`;
    if (earlier === null) {
      const title = `${isLast ? 'Last seen here. ' : ''}First seen here${told}`;
      return { look: isLast ? 'last' : 'began', text: `0${often}`, title };
    }
    const took = time - (timeAt(earlier) ?? time);
    const crosses = hops[earlier]?.hostId !== hops[hop]?.hostId;
    const error = crosses ? (gap?.errorUs ?? 0) : 0;
    const sure = error > 0 ? `, ± ${microText(error)} as the clocks are of two hosts` : '';
    return {
      look: isLast ? 'last' : 'passed',
      text: `${stepText(took, error)}${often}`,
      title: `${isLast ? 'Last seen here, ' : ''}${microText(took)} after the hop before${sure}${told}`,
    };
  });
}

/** Nothing comes before it left: where the clocks leave that open, what is certain is how long it took at most. */
function stepText(took: number, error: number): string {
  if (error === 0) return `+${microText(took)}`;
  return took > error ? `~${microText(took)}` : `<${microText(Math.max(1, took + error))}`;
}

/** How far the clocks are apart, and how well that is known. */
export function clockText({ hops, hosts, gap }: Omit<Sight, 'unseen'>): string | null {
  if (!gap) return null;
  const name = (at: number) =>
    hops.find(({ hostId }) => hostId === hosts[at]?.hostId)?.host ?? 'the other host';
  const size = microText(Math.abs(gap.gapUs));
  const how = gap.by === 'packets' ? 'by packets' : 'asked over SSH';
  const which =
    Math.abs(gap.gapUs) <= gap.errorUs
      ? `Clocks of ${name(0)} and ${name(1)} agree`
      : `Clock of ${name(1)} is ${size} ${gap.gapUs > 0 ? 'ahead of' : 'behind'} ${name(0)}, taken off`;
  return `${which}, ± ${microText(gap.errorUs)} (${how})`;
}
