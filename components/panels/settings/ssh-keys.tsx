'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, RefreshCw, X } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { KeyTrial, SshKey } from '@/server/api/types';
import { Setting } from './setting';

/** The keys that Overlane made to log in to hosts, and how one is changed for another without losing a host. */
export function SshKeys() {
  const trpc = useTRPC();
  const keys = useQuery(trpc.keys.list.queryOptions());
  return (
    <Setting
      title="SSH keys"
      lead="Made by Overlane to sign in to hosts. Private halves are kept encrypted and never shown."
    >
      {keys.data ? (
        keys.data.length > 0 ? (
          <ul className="flex flex-col gap-4">
            {keys.data.map((key) => (
              <KeyItem key={key.id} sshKey={key} />
            ))}
          </ul>
        ) : (
          <p className="text-muted text-sm">
            None yet. One is made when a host is added that is signed in to with a key of Overlane’s.
          </p>
        )
      ) : keys.isError ? (
        <Notice severity="warning">The keys could not be read: {readApiError(keys.error).sentence}</Notice>
      ) : (
        <Skeleton className="h-24" />
      )}
    </Setting>
  );
}

function KeyItem({ sshKey: key }: { sshKey: SshKey }) {
  const client = useTRPCClient();
  const { busy, attempt } = useKeyDeed();
  const hosts = useLive(({ intent }) => intent?.hosts ?? NO_HOSTS);
  const names = hosts.filter(({ id }) => key.hostIds.includes(id)).map(({ name }) => name);
  const title = key.id === 'fabric' ? 'Of this installation' : `Of ${names.join(', ') || 'no host any more'}`;
  return (
    <li className="flex flex-col gap-3 rounded-md border border-line p-4" data-testid="ssh-key">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h3 className="font-semibold text-ink text-sm">{title}</h3>
          <p className="text-muted text-xs">
            {key.id !== 'fabric' || names.length > 0
              ? `Signs in to ${names.join(', ') || 'nobody'}`
              : 'No host is signed in to with it'}
            {' · since '}
            {new Date(key.madeAt).toISOString().slice(0, 10)}
          </p>
        </div>
        {!key.next && (
          <Button
            size="sm"
            busy={busy}
            icon={<RefreshCw aria-hidden className="size-3.5" />}
            onClick={() => void attempt(() => client.keys.renew.mutate({ id: key.id }), 'No key was made')}
          >
            Renew…
          </Button>
        )}
      </div>
      <CodeLine text={key.publicLine} label="Copy the line for authorized_keys" />
      <p className="break-all font-mono text-muted text-xs">{key.fingerprint}</p>
      {key.next && <Following sshKey={key} next={key.next} />}
    </li>
  );
}

const NO_HOSTS: never[] = [];

/** From the new key's line to the change: nothing is cut off, as each host is asked first. */
function Following({ sshKey: key, next }: { sshKey: SshKey; next: NonNullable<SshKey['next']> }) {
  const client = useTRPCClient();
  const { busy, attempt } = useKeyDeed();
  const [trials, setTrials] = useState<KeyTrial[] | null>(null);
  const closed = trials?.filter(({ accepted }) => !accepted) ?? [];
  const { id } = key;
  const look = () =>
    attempt(async () => setTrials(await client.keys.tryNext.mutate({ id })), 'The hosts could not be asked');
  const change = (anyway: boolean) =>
    attempt(
      () => client.keys.switchOver.mutate({ id, publicLine: next.publicLine, anyway }),
      'The key was not changed',
      'The new key is in use; the line of the old one may go from authorized_keys',
    );
  return (
    <div className="flex flex-col gap-3 rounded-md bg-sunken p-3.5">
      <p className="text-ink text-sm">
        <span className="font-semibold">A new key is ready</span>, and not in use yet. Add its line to
        ~/.ssh/authorized_keys on each host:
      </p>
      <CodeLine text={next.publicLine} label="Copy the line of the new key" />
      <p className="break-all font-mono text-muted text-xs">{next.fingerprint}</p>
      {trials && <Trials trials={trials} />}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" busy={busy} onClick={() => void look()}>
          {trials ? 'Try again' : 'Try it at the hosts'}
        </Button>
        <Button
          size="sm"
          look="primary"
          busy={busy}
          disabledReason={trials === null && key.hostIds.length > 0 && 'Try it at the hosts first'}
          onClick={() => void change(closed.length > 0)}
        >
          {closed.length > 0 ? `Change over and lose ${closed.length}` : 'Change over'}
        </Button>
        <Button
          size="sm"
          busy={busy}
          onClick={() => void attempt(() => client.keys.discardNext.mutate({ id }), 'Nothing was changed')}
        >
          Throw it away
        </Button>
      </div>
    </div>
  );
}

function Trials({ trials }: { trials: KeyTrial[] }) {
  if (trials.length === 0)
    return <p className="text-muted text-sm">No host is signed in to with this key.</p>;
  return (
    <ul className="flex flex-col gap-1" aria-label="Hosts that were tried">
      {trials.map(({ hostId, host, accepted, sentence }) => (
        <li key={hostId} className="flex items-start gap-2 text-sm">
          {accepted ? (
            <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-healthy" />
          ) : (
            <X aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
          )}
          <span className="min-w-0 break-words">
            <span className="font-semibold text-ink">{host}</span>{' '}
            <span className="text-muted">{accepted ? 'lets it in' : `does not let it in: ${sentence}`}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function useKeyDeed() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const attempt = async (work: () => Promise<unknown>, failed: string, done?: string) => {
    setBusy(true);
    try {
      await work();
      if (done) toast.success(done);
    } catch (error) {
      toast.error(failed, { description: readApiError(error).sentence });
    }
    setBusy(false);
    await queries.invalidateQueries({ queryKey: trpc.keys.list.queryKey() });
  };
  return { busy, attempt };
}
