'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, KeyRound, LogOut, Trash2, UserRoundCheck, UserRoundX } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useMe } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem } from '@/components/ui/menu';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { toast } from '@/components/ui/toast';
import type { Role, UserSummary } from '@/server/api/types';
import { MadeOnce } from './made-once';
import { MakeForm } from './make-form';
import { Setting } from './setting';
import { type ChosenTenants, TenantChoice, useTenantNames } from './tenant-choice';

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
    <Setting
      title="Users"
      lead="Each comes in with a link that works once and for a day, and chooses a password then."
    >
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
  const names = useTenantNames();
  const [leaving, setLeaving] = useState<string | null>(null);
  const link = async (user: UserSummary) => {
    try {
      onInvitation({ name: user.name, ...(await client.users.newLink.mutate({ id: user.id })) });
    } catch (error) {
      toast.error('No link was made', { description: readApiError(error).sentence });
    }
  };
  const done = async (work: () => Promise<unknown>, told: string) => {
    try {
      await work();
      toast.success(told);
    } catch (error) {
      toast.error('Nothing was changed', { description: readApiError(error).sentence });
    }
    await refresh();
  };
  const remove = (user: UserSummary) =>
    done(() => client.users.remove.mutate({ id: user.id }), `${user.name} is removed`).finally(() =>
      setLeaving(null),
    );
  return (
    <div className="rounded-md border border-line">
      <Table label="Users">
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell>Role</HeadCell>
            <HeadCell>Tenants</HeadCell>
            <HeadCell>Signed in</HeadCell>
            <HeadCell>By</HeadCell>
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
                {user.disabled && (
                  <Badge tone="degraded" className="ml-2">
                    disabled
                  </Badge>
                )}
              </Cell>
              <Cell className="w-36">
                <Select
                  aria-label={`Role of ${user.name}`}
                  value={user.role}
                  onChange={(role) =>
                    void done(
                      () => client.users.setRole.mutate({ id: user.id, role: role as Role }),
                      `${user.name} is ${role} now`,
                    )
                  }
                  options={(Object.keys(ROLES) as Role[]).map((one) => ({ value: one, label: one }))}
                />
              </Cell>
              <Cell className="w-44 max-w-52">
                {user.role === 'admin' ? (
                  <span className="text-muted">all</span>
                ) : (
                  <UserTenants
                    key={user.tenants?.join(' ')}
                    user={user}
                    onChange={(tenants) =>
                      void done(
                        () => client.users.setTenants.mutate({ id: user.id, tenants }),
                        `${user.name} has ${tenants === null ? 'all tenants' : names(tenants)} now`,
                      )
                    }
                  />
                )}
              </Cell>
              <Cell className="whitespace-nowrap text-muted">
                {user.lastSeenAt === null ? (
                  'no'
                ) : (
                  <>
                    <Age at={user.lastSeenAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
                    {user.sessions > 1 && ` · ${user.sessions} sessions`}
                  </>
                )}
              </Cell>
              <Cell className="whitespace-nowrap text-muted">
                {user.external ? 'single sign-on' : user.hasPassword ? 'password' : 'link'}
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
                      disabledReason={user.disabled && `${user.name} is disabled`}
                      onClick={() => void link(user)}
                    />
                    <Menu
                      trigger={<IconButton size="sm" label={`More about ${user.name}`} icon={<Ellipsis />} />}
                    >
                      <MenuItem
                        icon={<LogOut />}
                        disabled={user.sessions === 0}
                        onSelect={() =>
                          void done(
                            () => client.users.endSessions.mutate({ id: user.id }),
                            `${user.name} is signed out everywhere`,
                          )
                        }
                      >
                        Sign out everywhere
                      </MenuItem>
                      <MenuItem
                        icon={user.disabled ? <UserRoundCheck /> : <UserRoundX />}
                        disabled={user.name === me.name}
                        onSelect={() =>
                          void done(
                            () => client.users.setDisabled.mutate({ id: user.id, disabled: !user.disabled }),
                            `${user.name} is ${user.disabled ? 'enabled' : 'disabled'}`,
                          )
                        }
                      >
                        {user.disabled ? 'Enable' : 'Disable'}
                      </MenuItem>
                      <MenuItem
                        icon={<Trash2 />}
                        danger
                        disabled={user.name === me.name}
                        onSelect={() => setLeaving(user.id)}
                      >
                        Remove…
                      </MenuItem>
                    </Menu>
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

/** What was chosen is so when the list is closed, as one change. */
function UserTenants({ user, onChange }: { user: UserSummary; onChange(tenants: string[] | null): void }) {
  const [tenants, setTenants] = useState<string[] | null>(user.tenants && [...user.tenants]);
  return (
    <TenantChoice
      aria-label={`Tenants of ${user.name}`}
      value={tenants}
      onChange={setTenants}
      onClose={() => {
        if (tenants?.join(' ') !== user.tenants?.join(' ')) onChange(tenants);
      }}
    />
  );
}

function AddUser({ onInvitation }: { onInvitation(invitation: Invitation): void }) {
  const client = useTRPCClient();
  const refresh = useRefreshUsers();
  const [role, setRole] = useState<Role>('operator');
  const [tenants, setTenants] = useState<ChosenTenants>(null);
  const isAdmin = role === 'admin';
  return (
    <MakeForm
      label="Add a user"
      columns="sm:grid-cols-[minmax(0,0.8fr)_minmax(0,1.5fr)_minmax(0,0.9fr)_auto]"
      name={{ label: 'Name', placeholder: 'ada', missing: 'Write a name first' }}
      submit="Add"
      onMake={async (name) => {
        const wish = { name, role, tenants: isAdmin || tenants === null ? null : [...tenants] };
        const { url, expiresAt } = await client.users.create.mutate(wish);
        onInvitation({ name, url, expiresAt });
        await refresh();
      }}
    >
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
      <Field label="Tenants">
        {(control) => <TenantChoice {...control} value={tenants} onChange={setTenants} fixed={isAdmin} />}
      </Field>
    </MakeForm>
  );
}

function InvitationLink({ invitation }: { invitation: Invitation }) {
  return (
    <MadeOnce text={invitation.url} label="Copy the link">
      <p>
        Give this link to <span className="font-semibold">{invitation.name}</span>. It works once, until{' '}
        {new Date(invitation.expiresAt).toLocaleString()}, and is shown only now.
      </p>
    </MadeOnce>
  );
}

function useRefreshUsers(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
}
