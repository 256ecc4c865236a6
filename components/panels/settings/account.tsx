'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Laptop, LogOut } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { Account, SessionSummary } from '@/server/api/types';
import { browserName } from './browser-name';
import { NewPassword } from './new-password';
import { Passkeys } from './passkeys';
import { Setting } from './setting';

/** One's own: password and sessions. */
export function AccountSetting() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const account = useQuery(trpc.account.get.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.account.get.queryKey() });
  return (
    <Setting title="Your account" lead="How you sign in, and where you are signed in now.">
      {account.data ? (
        <div className="flex flex-col gap-6">
          <Password account={account.data} onSet={refresh} />
          <Passkeys />
          <Sessions sessions={account.data.sessions} onEnded={refresh} />
        </div>
      ) : account.isError ? (
        <Notice severity="warning">
          Your account could not be read: {readApiError(account.error).sentence}
        </Notice>
      ) : (
        <Skeleton className="h-24" />
      )}
    </Setting>
  );
}

const HOUR_MS = 3_600_000;

function Password({ account, onSet }: { account: Account; onSet(): Promise<unknown> }) {
  const [open, setOpen] = useState(false);
  const present = account.sessions.find((session) => session.present);
  // The server asks again.
  const byLink = present?.via === 'link' && Date.now() - present.createdAt < HOUR_MS;
  const word = account.hasPassword ? 'Change the password' : 'Set a password';
  if (open) {
    return (
      <NewPassword
        userName={account.name}
        asksCurrent={account.hasPassword && !byLink}
        submit={word}
        onSet={() => {
          setOpen(false);
          toast.success('The password is set; your other sessions have ended');
          void onSet();
        }}
      />
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p className="text-muted text-sm">
        {account.hasPassword
          ? 'You sign in with a password.'
          : 'You have no password: without a passkey, each sign-in needs a new link.'}
      </p>
      <Button size="sm" onClick={() => setOpen(true)}>
        {word}
      </Button>
    </div>
  );
}

function Sessions({ sessions, onEnded }: { sessions: SessionSummary[]; onEnded(): Promise<unknown> }) {
  const client = useTRPCClient();
  const ended = async (work: () => Promise<unknown>, told: string) => {
    try {
      await work();
      toast.success(told);
      await onEnded();
    } catch (error) {
      toast.error('Nothing was ended', { description: readApiError(error).sentence });
    }
  };
  return (
    <section aria-label="Your sessions" className="flex flex-col gap-2">
      <ul className="rounded-md border border-line">
        {sessions.map((session) => (
          <li
            key={session.id}
            className="flex items-center gap-3 border-line border-b px-3 py-2 text-sm last:border-b-0"
          >
            <Laptop aria-hidden className="size-4 shrink-0 text-faint" />
            <div className="min-w-0 flex-1">
              <p className="flex flex-wrap items-center gap-x-2 text-ink">
                {browserName(session.userAgent)}
                {session.present && <Badge tone="healthy">this one</Badge>}
              </p>
              <p className="text-muted text-xs">
                {session.address ?? 'from this machine'} · by {session.via} ·{' '}
                {session.present ? (
                  'now'
                ) : (
                  <>
                    used <Age at={session.lastUsedAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
                  </>
                )}
              </p>
            </div>
            {!session.present && (
              <IconButton
                size="sm"
                side="left"
                label="End this session"
                icon={<LogOut />}
                onClick={() =>
                  void ended(
                    () => client.account.endSession.mutate({ id: session.id }),
                    'The session has ended',
                  )
                }
              />
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Button
          size="sm"
          className="self-start"
          onClick={() =>
            void ended(() => client.account.endOtherSessions.mutate(), 'All other sessions have ended')
          }
        >
          End all others
        </Button>
      )}
    </section>
  );
}
