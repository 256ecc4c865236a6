'use client';

import { ArrowDown, ArrowUp, Crosshair } from 'lucide-react';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { HealthMark } from '@/components/ui/health-badge';
import { IconButton } from '@/components/ui/icon-button';
import { counted } from '../graph/counted';
import type { FabricGraph } from '../graph/fabric-graph';
import type { Match } from '../graph/match';
import { isSelected, useSelection } from '../selection-store';
import { useView } from '../view-store';
import {
  type Cell,
  COLUMNS,
  type Column,
  type Order,
  type Row,
  rowsOf,
  SUBJECTS,
  type Subject,
  sorted,
} from './rows';
import { useVisibleRows } from './use-visible-rows';

const WORDS: Record<Subject, { label: string; noun: string }> = {
  hosts: { label: 'Hosts', noun: 'host' },
  networks: { label: 'Networks on hosts', noun: 'row' },
  interfaces: { label: 'Interfaces', noun: 'interface' },
};

/** Pixels. */
const ROW_HEIGHT = 36;

/** The same as the graph, for those who prefer to read: sortable, filtered as the graph is, and only mounted where seen. */
export function FabricTable({ graph, match }: { graph: FabricGraph; match: Match | null }) {
  const [subject, setSubject] = useState<Subject>('networks');
  const [order, setOrder] = useState<Order>({ column: 0, direction: 'up' });
  const shown = useDeferredValue(useMemo(() => ({ graph, match, subject }), [graph, match, subject]));
  const wanted = useDeferredValue(order);
  const rows = useMemo(() => rowsOf(shown.graph, shown.subject, shown.match), [shown]);
  const inOrder = useMemo(() => sorted(rows, wanted), [rows, wanted]);
  const columns = COLUMNS[shown.subject];
  const choose = (next: Subject) => {
    setSubject(next);
    setOrder({ column: 0, direction: 'up' });
  };
  const turn = (column: number) =>
    setOrder((now) => ({
      column,
      direction: now.column === column && now.direction === 'up' ? 'down' : 'up',
    }));
  return (
    <div className="absolute inset-0 flex flex-col bg-surface" data-testid="fabric-table">
      <div className="flex h-11 shrink-0 items-center gap-1 overflow-x-auto border-line border-b px-3">
        {SUBJECTS.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === subject}
            onClick={() => choose(one)}
            className={classNames(
              'h-7 shrink-0 rounded-md px-2.5 font-medium text-xs',
              one === subject ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
            )}
          >
            {WORDS[one].label}
          </button>
        ))}
        <output className="ml-auto shrink-0 pl-3 text-muted text-xs tabular" data-testid="table-count">
          {counted(inOrder.length, WORDS[shown.subject].noun)}
        </output>
      </div>
      <Rows rows={inOrder} columns={columns} order={order} turn={turn} label={WORDS[shown.subject].label} />
    </div>
  );
}

type RowsProps = {
  rows: readonly Row[];
  columns: readonly Column[];
  order: Order;
  turn(column: number): void;
  label: string;
};

function Rows({ rows, columns, order, turn, label }: RowsProps) {
  const { box, first, last, above, below } = useVisibleRows(rows.length, ROW_HEIGHT);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={box} aria-label={label} tabIndex={0} className="min-h-0 flex-1 overflow-auto">
      <table
        aria-rowcount={rows.length + 1}
        className="w-full min-w-190 border-separate border-spacing-0 text-left text-[13px]"
      >
        <thead>
          <tr aria-rowindex={1}>
            <Head
              label="Health"
              sorted={order.column === -1 ? order.direction : null}
              onTurn={() => turn(-1)}
            />
            {columns.map(({ id, label: name, numeric }, i) => (
              <Head
                key={id}
                label={name}
                numeric={numeric}
                sorted={order.column === i ? order.direction : null}
                onTurn={() => turn(i)}
              />
            ))}
            <th scope="col" className="sticky top-0 z-10 w-12 border-line border-b bg-surface">
              <span className="sr-only">Show on the graph</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr aria-hidden style={{ height: above }} />}
          {rows.slice(first, last).map((row, i) => (
            <TableRow key={row.key} row={row} columns={columns} index={first + i + 2} />
          ))}
          {below > 0 && <tr aria-hidden style={{ height: below }} />}
        </tbody>
      </table>
      {rows.length === 0 && (
        <p className="px-4 py-8 text-center text-muted text-sm">Nothing matches the filters.</p>
      )}
    </section>
  );
}

type HeadProps = { label: string; numeric?: true; sorted: Order['direction'] | null; onTurn(): void };

function Head({ label, numeric, sorted: direction, onTurn }: HeadProps) {
  const Arrow = direction === 'down' ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={direction === null ? 'none' : direction === 'up' ? 'ascending' : 'descending'}
      className="sticky top-0 z-10 border-line border-b bg-surface p-0 first:pl-1"
    >
      <button
        type="button"
        onClick={onTurn}
        className={classNames(
          'group flex h-9 w-full items-center gap-1 whitespace-nowrap px-3 font-medium text-xs hover:text-ink',
          numeric && 'flex-row-reverse',
          direction ? 'text-ink' : 'text-muted',
        )}
      >
        {label}
        <Arrow
          aria-hidden
          className={classNames(
            'size-3.5 shrink-0',
            direction === null && 'opacity-0 group-hover:opacity-50',
          )}
        />
      </button>
    </th>
  );
}

type TableRowProps = { row: Row; columns: readonly Column[]; index: number };

const TableRow = memo(function TableRow({ row, columns, index }: TableRowProps) {
  const selected = useSelection((state) => isSelected(state.selected, row.about));
  const { select, seek } = useSelection.getState();
  return (
    <tr
      aria-rowindex={index}
      aria-selected={selected}
      data-row={row.key}
      onClick={() => select(row.about)}
      className={classNames('group cursor-pointer', selected ? 'bg-accent-soft' : 'hover:bg-hover')}
      style={{ height: ROW_HEIGHT }}
    >
      <td className="whitespace-nowrap border-line border-b px-3 first:pl-4" title={row.sentence}>
        <span className="flex items-center gap-2">
          <HealthMark health={row.health} />
          {row.note && <span className="font-medium text-degraded text-xs">{row.note}</span>}
        </span>
      </td>
      {columns.map((column, i) => (
        <td
          key={column.id}
          className={classNames(
            'max-w-56 truncate border-line border-b px-3 text-ink tabular',
            column.numeric && 'text-right',
            column.mono && 'font-mono text-xs',
          )}
          title={textOf(row.cells[i])}
        >
          {i === 0 ? (
            <button
              type="button"
              className="max-w-full truncate font-medium text-ink"
              onClick={(event) => {
                event.stopPropagation();
                select(row.about);
              }}
            >
              {textOf(row.cells[i])}
            </button>
          ) : (
            <>
              {column.id === 'tenant' && row.color !== null && (
                <span
                  aria-hidden
                  className="mr-2 inline-block size-2.5 rounded-[3px] align-baseline"
                  style={{ background: `var(--tenant-${row.color})` }}
                />
              )}
              {textOf(row.cells[i]) || <span className="text-faint">–</span>}
            </>
          )}
        </td>
      ))}
      <td className="border-line border-b pr-3 text-right">
        <IconButton
          size="sm"
          side="left"
          label="Show on the graph"
          icon={<Crosshair />}
          className="opacity-0 focus-visible:opacity-100 group-hover:opacity-100"
          onClick={(event) => {
            event.stopPropagation();
            useView.getState().show('graph');
            seek(row.about);
          }}
        />
      </td>
    </tr>
  );
});

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}
