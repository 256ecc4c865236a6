'use client';

import { ListFilter, Search, Table2, Waypoints, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type ReactNode, useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Combobox } from '@/components/ui/combobox';
import { HEALTH_LOOK } from '@/components/ui/health-badge';
import { Select } from '@/components/ui/select';
import type { Health } from '@/server/status/status';
import { counted } from './graph/counted';
import type { FabricGraph } from './graph/fabric-graph';
import { tunnelCount } from './graph/line';
import { type Filter, isOpen, type Match, NO_FILTER } from './graph/match';
import { useView } from './view-store';

/** From so many hosts on, looking for some of them is a task of its own. */
const MANY = 6;

/** `corners`: the buttons of the side panels float in the canvas's upper corners. */
type CanvasBarProps = { fabric: FabricGraph | null; match: Match | null; corners: boolean };

/** Above the canvas: what is looked for, how much of it there is, and whether it is drawn or listed. */
export function CanvasBar({ fabric, match, corners }: CanvasBarProps) {
  const filter = useView((state) => state.filter);
  const as = useView((state) => state.as);
  if (!fabric || fabric.hosts.length === 0) return null;
  const small = fabric.hosts.length <= MANY && isOpen(filter) && as === 'graph';
  const room = corners ? 'px-12' : 'px-3';
  if (small) {
    return (
      <div className={classNames('absolute top-3 right-0 z-10', room)}>
        <AsSwitch />
      </div>
    );
  }
  return (
    // Above the canvas: a caret is a layer of its own, and every host that is painted after it would become one too.
    <div
      className={classNames(
        'relative z-10 flex h-13 shrink-0 items-center gap-2 border-line border-b bg-surface',
        room,
      )}
    >
      <div className="relative min-w-24 max-w-64 flex-1">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-faint" />
        <input
          type="search"
          aria-label="Filter by text"
          data-testid="filter-text"
          placeholder="Filter…"
          value={filter.text}
          onChange={(event) => useView.getState().seek({ text: event.target.value })}
          className="h-8 w-full min-w-0 rounded-md border border-line-strong/70 bg-sunken pr-2 pl-8 text-ink text-sm placeholder:text-faint focus-visible:border-accent"
        />
      </div>
      <FilterMenu fabric={fabric} filter={filter} />
      <Chips fabric={fabric} filter={filter} />
      <span className="flex-1" />
      <Summary fabric={fabric} match={match} />
      <AsSwitch />
    </div>
  );
}

function AsSwitch() {
  const as = useView((state) => state.as);
  const { show } = useView.getState();
  return (
    <fieldset className="flex shrink-0 rounded-md border border-line-strong/70 bg-raised p-0.5">
      <legend className="sr-only">Show the fabric as</legend>
      <AsButton icon={<Waypoints />} label="Graph" active={as === 'graph'} onChoose={() => show('graph')} />
      <AsButton icon={<Table2 />} label="Table" active={as === 'table'} onChoose={() => show('table')} />
    </fieldset>
  );
}

type AsButtonProps = { icon: ReactNode; label: string; active: boolean; onChoose(): void };

function AsButton({ icon, label, active, onChoose }: AsButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={active}
      data-testid={`as-${label.toLowerCase()}`}
      onClick={onChoose}
      className={classNames(
        'inline-flex h-6.5 items-center gap-1.5 rounded-sm px-2 font-medium text-xs [&>svg]:size-3.5',
        active ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      {icon}
      <span className="max-md:sr-only">{label}</span>
    </button>
  );
}

function Summary({ fabric, match }: { fabric: FabricGraph; match: Match | null }) {
  const [hosts, tunnels] = [fabric.hosts.length, tunnelCount(fabric)];
  const lanes = fabric.hosts.reduce((sum, host) => sum + host.lanes.length, 0);
  return (
    <output data-testid="filter-summary" className="truncate text-muted text-xs tabular max-lg:hidden">
      {match
        ? `${match.hosts.size} of ${counted(hosts, 'host')} · ${match.lanes.size} of ${lanes} lanes`
        : `${counted(hosts, 'host')} · ${counted(fabric.tenants.length, 'tenant')} · ${tunnels.toLocaleString('en')} ${tunnels === 1 ? 'tunnel' : 'tunnels'}`}
    </output>
  );
}

const HEALTH_WORDS: { value: NonNullable<Filter['health']>; label: string }[] = [
  { value: 'unwell', label: 'Anything but healthy' },
  ...Object.entries(HEALTH_LOOK).map(([value, { word }]) => ({ value: value as Health, label: word })),
];

function FilterMenu({ fabric, filter }: { fabric: FabricGraph; filter: Filter }) {
  const { seek } = useView.getState();
  const ids = { health: useId(), tenant: useId(), host: useId() };
  const active = [filter.health, filter.tenantId, filter.hostId].filter((one) => one !== null).length;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button size="sm" data-testid="filter-menu" className="shrink-0">
          <ListFilter aria-hidden className="size-4" />
          <span className="max-sm:sr-only">Filters</span>
          {active > 0 && <span className="tabular">{active}</span>}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Filters"
          className="z-40 flex w-72 flex-col gap-3.5 rounded-lg border border-line bg-raised p-4 shadow-float outline-none motion-safe:animate-rise"
        >
          <Labelled id={ids.health} label="Health">
            <Select
              id={ids.health}
              data-testid="filter-health"
              value={filter.health ?? 'any'}
              onChange={(value) =>
                seek({ health: value === 'any' ? null : (value as NonNullable<Filter['health']>) })
              }
              options={[{ value: 'any', label: 'Any' }, ...HEALTH_WORDS]}
            />
          </Labelled>
          <Named
            id={ids.tenant}
            label="Tenant"
            testId="filter-tenant"
            chosen={filter.tenantId}
            from={fabric.tenants}
            onChoose={(tenantId) => seek({ tenantId })}
          />
          <Named
            id={ids.host}
            label="Host"
            testId="filter-host"
            chosen={filter.hostId}
            from={fabric.hosts}
            onChoose={(hostId) => seek({ hostId })}
          />
          <Button
            size="sm"
            disabledReason={isOpen(filter) && 'Nothing is filtered'}
            onClick={() => seek(NO_FILTER)}
          >
            Clear all filters
          </Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Labelled({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-xs">
        {label}
      </label>
      {children}
    </div>
  );
}

type NamedProps = {
  id: string;
  label: string;
  testId: string;
  chosen: string | null;
  from: readonly { id: string; name: string }[];
  onChoose(id: string | null): void;
};

/** One of many things by its name; nothing while what is written is no name of one. */
function Named({ id, label, testId, chosen, from, onChoose }: NamedProps) {
  const name = from.find((one) => one.id === chosen)?.name ?? null;
  const [text, setText] = useState(name ?? '');
  const cleared = useRef(chosen);
  if (cleared.current !== chosen) {
    cleared.current = chosen;
    // Taken away, or chosen, elsewhere.
    if ((name ?? '') !== text.trim()) setText(name ?? '');
  }
  return (
    <Labelled id={id} label={label}>
      <Combobox
        id={id}
        data-testid={testId}
        placeholder="Any"
        value={text}
        onChange={(value) => {
          setText(value);
          const found = from.find((one) => one.name === value.trim());
          if (found || value.trim() === '') onChoose(found?.id ?? null);
        }}
        options={from.map(({ name }) => ({ value: name, label: name }))}
      />
    </Labelled>
  );
}

/** What is filtered by, each to be taken away. */
function Chips({ fabric, filter }: { fabric: FabricGraph; filter: Filter }) {
  const { seek } = useView.getState();
  const tenant = fabric.tenants.find(({ id }) => id === filter.tenantId);
  const host = fabric.hosts.find(({ id }) => id === filter.hostId);
  const chips: [string, Partial<Filter>][] = [];
  if (filter.health) {
    chips.push([HEALTH_WORDS.find(({ value }) => value === filter.health)?.label ?? '', { health: null }]);
  }
  if (tenant) chips.push([tenant.name, { tenantId: null }]);
  if (host) chips.push([host.name, { hostId: null }]);
  return (
    <ul className="flex min-w-0 items-center gap-1.5 overflow-hidden max-md:hidden">
      {chips.map(([text, change]) => (
        <li key={text} className="min-w-0">
          <button
            type="button"
            aria-label={`Do not filter by ${text}`}
            onClick={() => seek(change)}
            className="inline-flex h-6.5 max-w-44 items-center gap-1 rounded-full bg-accent-soft pr-1.5 pl-2.5 font-medium text-accent-ink text-xs hover:bg-hover"
          >
            <span className="truncate first-letter:uppercase">{text}</span>
            <X aria-hidden className="size-3.5 shrink-0" />
          </button>
        </li>
      ))}
    </ul>
  );
}
