'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useForbidden } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { type KeptBy, type RolloutSettings, rolloutSettingsSchema } from '@/server/model/rollout';
import { Setting } from './setting';

const KEY = ['rollout.settings'];
const WHO: Record<KeptBy, string> = {
  checks: 'Checks: every host read back, and what answered before answers',
  person: 'A person, after the checks',
};

/** How a change goes to its hosts: all or none, and until when they undo it by themselves. */
export function AllOrNone() {
  const client = useTRPCClient();
  const query = useQuery({ queryKey: KEY, queryFn: () => client.rollout.settings.query() });
  return (
    <Setting
      title="All hosts or none"
      lead="A change of what runs leaves its own undo on every host first. It is kept once it holds on all of them; else every host takes it back, also when Overlane cannot be reached any more."
    >
      {query.data ? (
        <SettingsForm key={JSON.stringify(query.data)} settings={query.data} />
      ) : (
        <Skeleton className="h-24 w-full max-w-md" />
      )}
    </Setting>
  );
}

function SettingsForm({ settings }: { settings: RolloutSettings }) {
  const forbidden = useForbidden('admin');
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [text, setText] = useState(String(settings.seconds));
  const [by, setBy] = useState(settings.by);
  const [busy, setBusy] = useState(false);
  const parsed = rolloutSettingsSchema.safeParse({ seconds: text.trim() === '' ? null : Number(text), by });
  const same = parsed.success && parsed.data.seconds === settings.seconds && by === settings.by;
  const save = async () => {
    if (!parsed.success) return;
    setBusy(true);
    try {
      await client.rollout.set.mutate(parsed.data);
      await queries.invalidateQueries({ queryKey: KEY });
      toast.success('Saved: it counts for changes from now on');
    } catch (error) {
      toast.error('It was not saved', { description: readApiError(error).sentence });
    }
    setBusy(false);
  };
  return (
    <form
      className="flex max-w-lg flex-col gap-3.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (parsed.success && !same && !forbidden && !busy) void save();
      }}
    >
      <Field
        label="Seconds until hosts undo it by themselves"
        error={parsed.success ? null : 'From 10 to 600 seconds, or 0.'}
        hint={
          parsed.success && parsed.data.seconds === 0
            ? 'Each host goes by itself: a change may stay on some of them only, and none takes it back.'
            : 'Enough for the slowest host to make the change and to be read back.'
        }
      >
        {(control) => (
          <div className="w-32">
            <Input
              {...control}
              inputMode="numeric"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </div>
        )}
      </Field>
      <Field label="Kept by">
        {(control) => (
          <Select
            {...control}
            value={by}
            onChange={(value) => setBy(value as KeptBy)}
            options={(Object.keys(WHO) as KeptBy[]).map((value) => ({ value, label: WHO[value] }))}
          />
        )}
      </Field>
      <Button
        type="submit"
        className="self-start"
        busy={busy}
        disabledReason={
          forbidden || (!parsed.success && 'Write a number first') || (same && 'It is so already')
        }
      >
        Save
      </Button>
    </form>
  );
}
