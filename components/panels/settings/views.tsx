'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { ViewSummary } from '@/server/api/types';
import { AccessTable } from './access-table';
import { GOOD_FOR } from './good-for';
import { MadeOnce } from './made-once';
import { Setting } from './setting';

/** Addresses for displays on a wall, which have no account. */
export function Views() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const views = useQuery(trpc.views.list.queryOptions());
  const queries = useQueryClient();
  const [made, setMade] = useState<{ name: string; url: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.views.list.queryKey() });
  const revoke = async ({ id, name }: ViewSummary) => {
    try {
      await client.views.revoke.mutate({ id });
      toast.success(`The view link ${name} is revoked`);
      await refresh();
    } catch (error) {
      toast.error(`${name} was not revoked`, { description: readApiError(error).sentence });
    }
  };
  return (
    <Setting
      title="View links"
      lead="An address for a display on a wall. It shows the operations view as a viewer sees it, needs no account, and can change nothing."
    >
      <div className="flex flex-col gap-5">
        {views.data ? (
          views.data.length > 0 && (
            <AccessTable
              label="View links"
              rows={views.data}
              column={{ title: 'Made by', of: ({ madeBy }) => madeBy }}
              onRevoke={revoke}
            />
          )
        ) : views.isError ? (
          <Notice severity="warning">
            The view links could not be read: {readApiError(views.error).sentence}
          </Notice>
        ) : (
          <Skeleton className="h-12" />
        )}
        {made && (
          <MadeOnce text={made.url} label="Copy the address">
            <p>
              Open this on the display <span className="font-semibold">{made.name}</span>. It is shown only
              now, and works until it is revoked or its time is over.
            </p>
          </MadeOnce>
        )}
        <NewView
          onMade={(view) => {
            setMade(view);
            void refresh();
          }}
        />
      </div>
    </Setting>
  );
}

function NewView({ onMade }: { onMade(made: { name: string; url: string }): void }) {
  const client = useTRPCClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = async () => {
    setBusy(true);
    setFault(null);
    try {
      const wish = { name: name.trim(), days: Number(days) };
      const { url } = await client.views.create.mutate(wish);
      onMade({ name: wish.name, url });
      setName('');
    } catch (error) {
      setFault(readApiError(error).sentence);
    }
    setBusy(false);
  };
  return (
    <form
      aria-label="Make a view link"
      className="grid items-start gap-3 sm:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !busy) void add();
      }}
    >
      <Field label="Which display" error={fault}>
        {(control) => (
          <Input
            {...control}
            placeholder="noc-wall"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Good for">
        {(control) => <Select {...control} value={days} onChange={setDays} options={GOOD_FOR} />}
      </Field>
      <Button
        type="submit"
        busy={busy}
        className="sm:mt-6"
        icon={<Plus aria-hidden className="size-4" />}
        disabledReason={!name.trim() && 'Write which display it is for first'}
      >
        Make
      </Button>
    </form>
  );
}
