'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useMe } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { Role, UserSummary } from '@/server/api/types';
import { Setting } from './setting';

type Invitation = { name: string; url: string; expiresAt: number };

const ROLES: Record<Role, string> = {
  viewer: 'viewer: looks',
  operator: 'operator: draws, applies, pings',
  admin: 'admin: also hosts and users',
};

/** Who may sign in. A new user gets a link that works once. */
export function Users() {
  const trpc = useTRPC();
  const users = useQuery(trpc.users.list.queryOptions());
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  return (
    <Setting title="Users" lead="Each signs in with a link that works once and for a day.">
      <div className="flex flex-col gap-5">
        {users.data ? (
          <UserTable users={users.data} onInvitation={setInvitation} />
        ) : users.isError ? (
          <Notice severity="warning">
            The users could not be read: {readApiError(users.error).sentence}
          </Notice>
        ) : (
          <Skeleton className="h-24" />
        )}
        {invitation && <InvitationLink invitation={invitation} />}
        <AddUser onInvitation={setInvitation} />
      </div>
    </Setting>
  );
}

function UserTable({
  users,
  onInvitation,
}: {
  users: UserSummary[];
  onInvitation(invitation: Invitation): void;
}) {
  const me = useMe();
  const client = useTRPCClient();
  const refresh = useRefreshUsers();
  const [leaving, setLeaving] = useState<string | null>(null);
  const link = async (user: UserSummary) => {
    try {
      onInvitation({ name: user.name, ...(await client.users.newLink.mutate({ id: user.id })) });
    } catch (error) {
      toast.error('No link was made', { description: readApiError(error).sentence });
    }
  };
  const remove = async (user: UserSummary) => {
    try {
      await client.users.remove.mutate({ id: user.id });
      toast.success(`${user.name} is removed`);
      await refresh();
    } catch (error) {
      toast.error(`${user.name} was not removed`, { description: readApiError(error).sentence });
    }
    setLeaving(null);
  };
  return (
    <div className="rounded-md border border-line">
      <Table label="Users">
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell>Role</HeadCell>
            <HeadCell>Signed in</HeadCell>
            <HeadCell className="text-right">
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-b-0">
          {users.map((user) => (
            <tr key={user.id}>
              <Cell className="font-semibold">
                {user.name}
                {user.name === me.name && <span className="font-normal text-muted"> · you</span>}
              </Cell>
              <Cell className="text-muted">{user.role}</Cell>
              <Cell className="text-muted">
                {user.sessions === 0 ? 'no' : user.sessions === 1 ? 'once' : `${user.sessions} times`}
              </Cell>
              <Cell className="whitespace-nowrap text-right">
                {leaving === user.id ? (
                  <span className="inline-flex gap-2">
                    <Button size="sm" onClick={() => setLeaving(null)}>
                      Keep
                    </Button>
                    <Button size="sm" look="danger" onClick={() => void remove(user)}>
                      Remove {user.name}
                    </Button>
                  </span>
                ) : (
                  <>
                    <IconButton
                      size="sm"
                      label={`New sign-in link for ${user.name}`}
                      icon={<KeyRound />}
                      onClick={() => void link(user)}
                    />
                    <IconButton
                      size="sm"
                      label={`Remove ${user.name}`}
                      icon={<Trash2 />}
                      disabledReason={user.name === me.name && 'You cannot remove yourself'}
                      onClick={() => setLeaving(user.id)}
                    />
                  </>
                )}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function AddUser({ onInvitation }: { onInvitation(invitation: Invitation): void }) {
  const client = useTRPCClient();
  const refresh = useRefreshUsers();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = async () => {
    setBusy(true);
    setFault(null);
    try {
      const made = await client.users.create.mutate({ name: name.trim(), role });
      onInvitation({ name: name.trim(), url: made.url, expiresAt: made.expiresAt });
      setName('');
      await refresh();
    } catch (error) {
      setFault(readApiError(error).sentence);
    }
    setBusy(false);
  };
  return (
    <form
      aria-label="Add a user"
      className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() && !busy) void add();
      }}
    >
      <Field label="Name" error={fault}>
        {(control) => (
          <Input
            {...control}
            placeholder="ada"
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
            options={(Object.keys(ROLES) as Role[]).map((one) => ({ value: one, label: ROLES[one] }))}
          />
        )}
      </Field>
      <Button
        type="submit"
        busy={busy}
        className="sm:mt-6"
        icon={<Plus aria-hidden className="size-4" />}
        disabledReason={!name.trim() && 'Write a name first'}
      >
        Add
      </Button>
    </form>
  );
}

function InvitationLink({ invitation }: { invitation: Invitation }) {
  return (
    <Notice severity="note" live>
      <p className="mb-2">
        Give this link to <span className="font-semibold">{invitation.name}</span>. It works once, until{' '}
        {new Date(invitation.expiresAt).toLocaleString()}, and is shown only now.
      </p>
      <CodeLine text={invitation.url} label="Copy the link" />
    </Notice>
  );
}

function useRefreshUsers(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
}
