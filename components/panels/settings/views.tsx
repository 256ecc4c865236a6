'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { AccessList } from './access-list';
import { GOOD_FOR } from './good-for';
import { MadeOnce } from './made-once';
import { MakeForm } from './make-form';
import { Setting } from './setting';
import { type ChosenTenants, TenantChoice, useTenantNames } from './tenant-choice';

type Made = { name: string; url: string };

/** Addresses for displays on a wall, which have no account. */
export function Views() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const list = useQuery(trpc.views.list.queryOptions());
  const names = useTenantNames();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Setting
      title="View links"
      lead="An address for a display on a wall. It shows the operations view as a viewer sees it, needs no account, and can change nothing."
    >
      <div className="flex flex-col gap-5">
        <AccessList
          kind="view link"
          list={list}
          listKey={trpc.views.list.queryKey()}
          column={{
            title: 'Shows',
            of: ({ madeBy, tenants }) => (
              <>
                {tenants === null ? 'all tenants' : names(tenants)}
                <span className="block text-muted text-xs">made by {madeBy}</span>
              </>
            ),
          }}
          onRevoke={(id) => client.views.revoke.mutate({ id })}
        />
        {made && (
          <MadeOnce text={made.url} label="Copy the address">
            <p>
              Open this on the display <span className="font-semibold">{made.name}</span>. It is shown only
              now, and works until it is revoked or its time is over.
            </p>
          </MadeOnce>
        )}
        <NewView onMade={setMade} />
      </div>
    </Setting>
  );
}

function NewView({ onMade }: { onMade(made: Made): void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [days, setDays] = useState('90');
  const [tenants, setTenants] = useState<ChosenTenants>(null);
  return (
    <MakeForm
      label="Make a view link"
      columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1.1fr)_minmax(0,1fr)_auto]"
      name={{
        label: 'Which display',
        placeholder: 'noc-wall',
        missing: 'Write which display it is for first',
      }}
      submit="Make"
      onMake={async (name) => {
        const shown = tenants && [...tenants];
        const { url } = await client.views.create.mutate({ name, days: Number(days), tenants: shown });
        onMade({ name, url });
        void queries.invalidateQueries({ queryKey: trpc.views.list.queryKey() });
      }}
    >
      <Field label="Shows">
        {(control) => <TenantChoice {...control} value={tenants} onChange={setTenants} />}
      </Field>
      <Field label="Good for">
        {(control) => <Select {...control} value={days} onChange={setDays} options={GOOD_FOR} />}
      </Field>
    </MakeForm>
  );
}
