'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useForbidden } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { RouterOutputs } from '@/server/api/types';
import { bytesText } from '@/server/model/bytes-text';
import { Setting } from './setting';

type Saved = RouterOutputs['capture']['list'];

/** How much of the server's disk captures may take, and for how long. */
export function SavedCaptures() {
  const trpc = useTRPC();
  const saved = useQuery(trpc.capture.list.queryOptions());
  return (
    <Setting
      title="Saved captures"
      lead="Every frame of a capture goes to a file on the server, until it expires or somebody deletes it."
    >
      {saved.data ? (
        <LimitsForm key={JSON.stringify(saved.data.limits)} saved={saved.data} />
      ) : saved.isError ? (
        <Notice severity="warning">They could not be read: {readApiError(saved.error).sentence}</Notice>
      ) : (
        <Skeleton className="h-24 w-full max-w-md" />
      )}
    </Setting>
  );
}

const GB = 1e9;
const number = (text: string) => (/^\d{1,6}(\.\d{1,3})?$/.test(text.trim()) ? Number(text) : Number.NaN);

function LimitsForm({ saved: { limits, used } }: { saved: Saved }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const forbidden = useForbidden('admin');
  const [total, setTotal] = useState(String(limits.totalBytes / GB));
  const [user, setUser] = useState(String(limits.userBytes / GB));
  const [hours, setHours] = useState(String(limits.hours));
  const [busy, setBusy] = useState(false);
  const next = {
    totalBytes: Math.round(number(total) * GB),
    userBytes: Math.round(number(user) * GB),
    hours: number(hours),
  };
  const sizeFault = (bytes: number) => (bytes >= 1e6 && bytes <= 1e12 ? null : 'From 0.001 to 1000 GB.');
  const hoursFault =
    Number.isInteger(next.hours) && next.hours >= 1 && next.hours <= 8760 ? null : 'From 1 to 8760 hours.';
  const fits = !sizeFault(next.totalBytes) && !sizeFault(next.userBytes) && !hoursFault;
  const same = JSON.stringify(next) === JSON.stringify({ ...next, ...limits });
  const save = async () => {
    setBusy(true);
    try {
      await client.capture.setLimits.mutate(next);
      toast.success('Saved captures have these limits now');
    } catch (error) {
      toast.error('The limits were not changed', { description: readApiError(error).sentence });
    }
    await queries.invalidateQueries({ queryKey: trpc.capture.list.queryKey() });
    setBusy(false);
  };
  return (
    <form
      aria-label="Saved captures"
      className="flex max-w-lg flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && !same && !forbidden && !busy) void save();
      }}
    >
      <div className="grid items-start gap-3 sm:grid-cols-3">
        <Field label="Together, GB" error={sizeFault(next.totalBytes)}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={total}
              onChange={(event) => setTotal(event.target.value)}
            />
          )}
        </Field>
        <Field label="One user, GB" error={sizeFault(next.userBytes)}>
          {(control) => (
            <Input
              {...control}
              inputMode="decimal"
              value={user}
              onChange={(event) => setUser(event.target.value)}
            />
          )}
        </Field>
        <Field label="Kept for, hours" error={hoursFault}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              value={hours}
              onChange={(event) => setHours(event.target.value)}
            />
          )}
        </Field>
      </div>
      <p className="text-muted text-sm">
        {bytesText(used.all)} are used now. What is saved already expires when it was to.
      </p>
      <Button
        type="submit"
        className="self-start"
        busy={busy}
        disabledReason={
          forbidden || (!fits && 'Mend the numbers first') || (same && 'These are the limits already')
        }
      >
        Save the limits
      </Button>
    </form>
  );
}
