'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useMe } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { Role, TokenSummary } from '@/server/api/types';
import { AccessTable } from './access-table';
import { GOOD_FOR } from './good-for';
import { MadeOnce } from './made-once';
import { Setting } from './setting';

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

/** For the command line elsewhere, and for programs. */
export function Tokens() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const me = useMe();
  const tokens = useQuery(trpc.tokens.list.queryOptions());
  const queries = useQueryClient();
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() });
  const revoke = async ({ id, name }: TokenSummary) => {
    try {
      await client.tokens.revoke.mutate({ id });
      toast.success(`The token ${name} is revoked`);
      await refresh();
    } catch (error) {
      toast.error(`${name} was not revoked`, { description: readApiError(error).sentence });
    }
  };
  return (
    <Setting
      title="Tokens"
      lead="For the command line on other machines, and for programs. A token may do no more than its role, and never more than its maker."
    >
      <div className="flex flex-col gap-5">
        {tokens.data ? (
          tokens.data.length > 0 && (
            <AccessTable
              label="Tokens"
              rows={tokens.data}
              column={{
                title: 'Role',
                of: ({ role, owner }) => (owner === me.name ? role : `${role} · of ${owner}`),
              }}
              onRevoke={revoke}
            />
          )
        ) : tokens.isError ? (
          <Notice severity="warning">
            The tokens could not be read: {readApiError(tokens.error).sentence}
          </Notice>
        ) : (
          <Skeleton className="h-12" />
        )}
        {made && (
          <MadeOnce text={made.token} label="Copy the token">
            <p>
              The token <span className="font-semibold">{made.name}</span>, shown only now. On another
              machine:{' '}
              <code className="font-mono text-xs">overlane login {window.location.origin} --token</code>, or
              set <code className="font-mono text-xs">OVERLANE_TOKEN</code>.
            </p>
          </MadeOnce>
        )}
        <NewToken
          onMade={(token) => {
            setMade(token);
            void refresh();
          }}
        />
      </div>
    </Setting>
  );
}

function NewToken({ onMade }: { onMade(made: { name: string; token: string }): void }) {
  const client = useTRPCClient();
  const me = useMe();
  const roles = ROLES.slice(0, ROLES.indexOf(me.role) + 1);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('30');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = async () => {
    setBusy(true);
    setFault(null);
    try {
      const wish = { name: name.trim(), role, days: Number(days) };
      const { token } = await client.tokens.create.mutate(wish);
      onMade({ name: wish.name, token });
      setName('');
    } catch (error) {
      setFault(readApiError(error).sentence);
    }
    setBusy(false);
  };
  return (
    <form
      aria-label="Make a token"
      className="grid items-start gap-3 sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !busy) void add();
      }}
    >
      <Field label="What it is for" error={fault}>
        {(control) => (
          <Input
            {...control}
            placeholder="ci"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Role">
        {(control) => (
          <Select
            {...control}
            value={role}
            onChange={(next) => setRole(next as Role)}
            options={roles.map((one) => ({ value: one, label: one }))}
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
        disabledReason={!name.trim() && 'Write what it is for first'}
      >
        Make
      </Button>
    </form>
  );
}
