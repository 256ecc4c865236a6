'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { Role } from '@/server/api/types';
import { AccessList } from './access-list';
import { GOOD_FOR } from './good-for';
import { MadeOnce } from './made-once';
import { MakeForm } from './make-form';
import { Setting } from './setting';
import { type ChosenTenants, TenantChoice, useTenantNames } from './tenant-choice';

const ROLES: readonly Role[] = ['viewer', 'operator', 'admin'];

type Made = { name: string; token: string };

/** For the command line elsewhere, and for programs. */
export function Tokens() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const me = useMe();
  const list = useQuery(trpc.tokens.list.queryOptions());
  const names = useTenantNames();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Setting
      title="Tokens"
      lead="For the command line on other machines, and for programs. A token may do no more than its role, and never more than its maker."
    >
      <div className="flex flex-col gap-5">
        <AccessList
          kind="token"
          list={list}
          listKey={trpc.tokens.list.queryKey()}
          column={{
            title: 'Role',
            of: ({ role, tenants, owner }) => (
              <>
                {owner === me.name ? role : `${role} · of ${owner}`}
                {tenants !== null && <span className="block text-muted text-xs">{names(tenants)}</span>}
              </>
            ),
          }}
          onRevoke={(id) => client.tokens.revoke.mutate({ id })}
        />
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
        <NewToken onMade={setMade} />
      </div>
    </Setting>
  );
}

function NewToken({ onMade }: { onMade(made: Made): void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const me = useMe();
  const roles = ROLES.slice(0, ROLES.indexOf(me.role) + 1);
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('30');
  const [tenants, setTenants] = useState<ChosenTenants>(null);
  const isAdmin = role === 'admin';
  return (
    <MakeForm
      label="Make a token"
      columns="sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.1fr)_minmax(0,1fr)_auto]"
      name={{ label: 'What it is for', placeholder: 'ci', missing: 'Write what it is for first' }}
      submit="Make"
      onMake={async (name) => {
        const narrowed = isAdmin || tenants === null ? null : [...tenants];
        const wish = { name, role, days: Number(days), tenants: narrowed };
        const { token } = await client.tokens.create.mutate(wish);
        onMade({ name, token });
        void queries.invalidateQueries({ queryKey: trpc.tokens.list.queryKey() });
      }}
    >
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
      <Field label="Tenants">
        {(control) => <TenantChoice {...control} value={tenants} onChange={setTenants} fixed={isAdmin} />}
      </Field>
      <Field label="Good for">
        {(control) => <Select {...control} value={days} onChange={setDays} options={GOOD_FOR} />}
      </Field>
    </MakeForm>
  );
}
