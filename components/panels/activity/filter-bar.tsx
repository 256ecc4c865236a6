'use client';

import { FilterX } from 'lucide-react';
import { useLive } from '@/components/live/live-store';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { type FilterFields, isFiltered, NO_FILTER, type Period } from './activity-filter';
import { KIND_LOOK } from './kind-look';

/** A Select has no empty value. */
const ALL = 'all';

const OUTCOMES: Record<FilterFields['outcome'], string> = {
  all: 'Any outcome',
  done: 'Done',
  refused: 'Refused',
  failed: 'Failed',
};
const PERIOD_WORDS: Record<Period, string> = {
  ever: 'Any time',
  hour: 'Last hour',
  day: 'Last 24 hours',
  between: 'Between…',
};

/** Kind, outcome, host, tenant, time and text. `dense`: what fits into the dock. */
export function FilterBar({
  fields,
  onChange,
  dense = false,
}: {
  fields: FilterFields;
  onChange(fields: FilterFields): void;
  dense?: boolean;
}) {
  const hosts = useLive((live) => live.intent?.hosts ?? null);
  const tenants = useLive((live) => live.intent?.tenants ?? null);
  const set = (change: Partial<FilterFields>) => onChange({ ...fields, ...change });
  const named = (all: string, list: readonly { id: string; name: string }[] | null) => [
    { value: ALL, label: all },
    ...(list ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  const select = `max-sm:min-w-[40%] max-sm:flex-1 ${dense ? 'w-28' : 'w-36'}`;
  const orEmpty = (value: string) => (value === ALL ? '' : value);
  return (
    <search
      aria-label="Filter of the activity"
      className={
        dense
          ? 'flex shrink-0 flex-wrap items-center gap-2 border-line border-b px-4 py-1.5 [&_button]:!h-7 [&_button]:!text-xs [&_input]:!h-7 [&_input]:!text-xs'
          : 'flex flex-wrap items-center gap-2'
      }
    >
      <div className="min-w-36 max-w-72 flex-1 max-sm:max-w-none max-sm:basis-full">
        <Input
          type="search"
          aria-label="Look for a word"
          placeholder="Look for a word"
          maxLength={100}
          value={fields.text}
          onChange={(event) => set({ text: event.target.value })}
        />
      </div>
      <div className={select}>
        <Select
          aria-label="Kind"
          value={fields.kind}
          onChange={(value) => set({ kind: value as FilterFields['kind'] })}
          options={[
            { value: ALL, label: 'Everything' },
            ...Object.entries(KIND_LOOK).map(([value, { word }]) => ({ value, label: word })),
          ]}
        />
      </div>
      <div className={select}>
        <Select
          aria-label="Outcome"
          value={fields.outcome}
          onChange={(value) => set({ outcome: value as FilterFields['outcome'] })}
          options={Object.entries(OUTCOMES).map(([value, label]) => ({ value, label }))}
        />
      </div>
      <div className={select}>
        <Select
          aria-label="Host"
          value={fields.hostId || ALL}
          onChange={(value) => set({ hostId: orEmpty(value) })}
          options={named('Any host', hosts)}
        />
      </div>
      <div className={select}>
        <Select
          aria-label="Tenant"
          value={fields.tenantId || ALL}
          onChange={(value) => set({ tenantId: orEmpty(value) })}
          options={named('Any tenant', tenants)}
        />
      </div>
      <div className={select}>
        <Select
          aria-label="Time"
          value={fields.period}
          onChange={(value) => set({ period: value as Period })}
          options={Object.entries(PERIOD_WORDS).map(([value, label]) => ({ value, label }))}
        />
      </div>
      {fields.period === 'between' &&
        (['from', 'to'] as const).map((end) => (
          <div key={end} className="w-50">
            <Input
              type="datetime-local"
              aria-label={end === 'from' ? 'From' : 'To'}
              value={fields[end]}
              onChange={(event) => set({ [end]: event.target.value })}
            />
          </div>
        ))}
      {isFiltered(fields) && (
        <IconButton
          size="sm"
          label="Show everything again"
          icon={<FilterX />}
          onClick={() => onChange(NO_FILTER)}
        />
      )}
    </search>
  );
}
