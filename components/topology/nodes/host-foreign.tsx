'use client';

import { classNames } from '@/components/ui/class-names';
import { foreignHeight } from '../graph/card';
import { counted } from '../graph/counted';
import type { HostCard } from '../graph/fabric-graph';
import * as m from '../graph/metrics';
import { isSelected, type Selection, useSelection } from '../selection-store';

/** What is on the host and not ours: grey, and never touched. */
export function HostForeign({ card, y, large }: { card: HostCard; y: number; large: boolean }) {
  const shown = card.foreign.slice(0, m.FOREIGN_SHOWN);
  const more = card.foreign.length - shown.length;
  if (large) {
    return (
      <p
        className="absolute flex items-center rounded-[10px] bg-foreign-soft px-3 font-medium text-[17px] text-foreign"
        style={{
          left: m.LANE_INSET,
          right: m.LANE_INSET,
          top: y,
          height: foreignHeight(card.foreign.length),
        }}
      >
        {counted(card.foreign.length, 'foreign object')}
      </p>
    );
  }
  return (
    <section
      aria-label={`Foreign objects on ${card.name}`}
      className="absolute rounded-[10px] bg-foreign-soft px-2.5"
      style={{ left: m.LANE_INSET, right: m.LANE_INSET, top: y, height: foreignHeight(card.foreign.length) }}
    >
      <p
        className="flex items-center justify-between font-semibold text-[12px] text-foreign"
        style={{ height: m.FOREIGN_HEADER }}
      >
        Foreign objects
        <span className="font-medium text-[11px]">
          {more > 0 ? `${shown.length} of ${card.foreign.length}` : 'never touched'}
        </span>
      </p>
      <ul className="grid grid-cols-2 gap-x-2">
        {shown.map((object) => (
          <li key={`${object.kind} ${object.name}`} style={{ height: m.FOREIGN_LINE }}>
            <ForeignChip hostId={card.id} name={object.name} kind={object.kind} detail={object.detail} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ForeignChip({
  hostId,
  name,
  kind,
  detail,
}: {
  hostId: string;
  name: string;
  kind: string;
  detail: string;
}) {
  const about: Selection = { kind: 'foreign', hostId, name };
  const selected = useSelection((state) => isSelected(state.selected, about));
  return (
    <button
      type="button"
      aria-pressed={selected}
      title={detail ? `${kind} ${name}: ${detail}` : `${kind} ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        useSelection.getState().select(about);
      }}
      className={classNames(
        'flex h-5 w-full items-center gap-1.5 rounded-sm border border-line-strong bg-surface px-1.5 text-[11px] text-foreign',
        selected && 'border-accent shadow-[0_0_0_1px_var(--accent)]',
      )}
    >
      <span className="min-w-0 truncate font-medium text-ink">{name}</span>
      <span className="shrink-0">{kind}</span>
    </button>
  );
}
