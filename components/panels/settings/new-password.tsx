'use client';

import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { SHORTEST_PASSWORD } from '@/server/model/password';

/** Sets one's own password. `asksCurrent`: there is one already, and the session did not begin by a link just now. */
export function NewPassword({
  userName,
  asksCurrent,
  submit,
  onSet,
}: {
  userName: string;
  asksCurrent: boolean;
  /** What the button says. */
  submit: string;
  onSet(): void;
}) {
  const client = useTRPCClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const length = [...next].length;
  const differs = again !== '' && again !== next;
  const missing =
    (asksCurrent && !current && 'Write the present password first') ||
    (length < SHORTEST_PASSWORD && `Write at least ${SHORTEST_PASSWORD} characters`) ||
    (again !== next && 'Write the same password twice');
  const set = async () => {
    setBusy(true);
    setFault(null);
    try {
      await client.account.setPassword.mutate({ current: asksCurrent ? current : null, next });
      for (const clear of [setCurrent, setNext, setAgain]) clear('');
      onSet();
    } catch (error) {
      setFault(readApiError(error).sentence);
    }
    setBusy(false);
  };
  return (
    <form
      aria-label="Set a password"
      className="flex w-full max-w-sm flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && !missing) void set();
      }}
    >
      {/* For password managers: whose it is. */}
      <input type="text" hidden readOnly autoComplete="username" value={userName} />
      {asksCurrent && (
        <Field label="Present password">
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label="New password"
        error={fault}
        hint={
          length === 0
            ? `At least ${SHORTEST_PASSWORD} characters: a few words together are easy to keep.`
            : length < SHORTEST_PASSWORD
              ? `${SHORTEST_PASSWORD - length} more ${SHORTEST_PASSWORD - length === 1 ? 'character' : 'characters'}`
              : 'Long enough'
        }
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            value={next}
            onChange={(event) => {
              setNext(event.target.value);
              setFault(null);
            }}
          />
        )}
      </Field>
      <Field label="The same again" error={differs ? 'The two differ.' : null}>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" className="self-start" busy={busy} disabledReason={missing}>
        {submit}
      </Button>
    </form>
  );
}
