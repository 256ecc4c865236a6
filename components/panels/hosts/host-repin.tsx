'use client';

import { useCallback, useEffect, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useCommitNow } from '@/components/live/commit-now';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import { Fingerprint } from './fingerprint';
import { Confirm, Refusal, ShownKey, useAttempt } from './pin-key';

/** Looks at the key that the host shows now, and pins it once a person has compared it. */
export function HostRepin({ hostId }: { hostId: string }) {
  const close = useDialogs((dialogs) => dialogs.close);
  const client = useTRPCClient();
  const commitNow = useCommitNow();
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === hostId) ?? null);
  const [shown, setShown] = useState<{ fingerprint: string; type: string } | null>(null);
  const [compared, setCompared] = useState(false);
  const scanning = useAttempt();
  const pinning = useAttempt();
  const address = host?.address;
  const port = host?.port;
  const jump = host?.jump;

  const look = useCallback(() => {
    if (address === undefined || port === undefined) return;
    void scanning.attempt(async () => {
      try {
        setShown(await client.hosts.scan.mutate({ address, port, jump }));
        return null;
      } catch (error) {
        return readApiError(error).sentence;
      }
    });
  }, [client, address, port, jump, scanning.attempt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(look, []);

  if (!host) return null;
  const first = host.hostKey === null;
  const same = shown !== null && shown.fingerprint === host.hostKey;

  const pin = () =>
    pinning.attempt(async () => {
      if (!shown) return 'Its key is not known yet.';
      const done = await commitNow([{ op: 'host.set', host: { ...host, hostKey: shown.fingerprint } }]);
      if ('refusal' in done) return done.refusal;
      toast.success(`The key of ${host.name} is pinned`);
      close();
      return null;
    });

  return (
    <Dialog
      open
      onClose={close}
      title={first ? `Pin the key of ${host.name}` : `A new key for ${host.name}?`}
      description={
        first
          ? 'Nothing is sent to a host before its key is pinned.'
          : 'A host gets a new key when it is installed anew. Anything else is somebody between you and the host.'
      }
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            look={first ? 'primary' : 'danger'}
            busy={pinning.busy}
            data-testid="repin-key"
            disabledReason={
              !shown
                ? 'Its key is not known yet'
                : same
                  ? 'It shows the pinned key again'
                  : !first && !compared && 'Compare the fingerprints first'
            }
            onClick={() => void pin()}
          >
            {first ? 'Pin this key' : 'Pin the new key'}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {!first && (
          <dl className="rounded-md border border-line px-3.5 py-3">
            <Fingerprint what="Pinned until now" value={host.hostKey ?? ''} />
          </dl>
        )}
        {shown ? (
          <ShownKey
            address={host.address}
            port={host.port}
            fingerprint={shown.fingerprint}
            type={shown.type}
          />
        ) : (
          scanning.busy && <Skeleton className="h-16" />
        )}
        {scanning.refusal && (
          <div className="flex flex-col items-start gap-2">
            <Refusal sentence={scanning.refusal} />
            <Button size="sm" onClick={look}>
              Look again
            </Button>
          </div>
        )}
        {!first && shown && !same && (
          <Confirm
            text={`I compared this fingerprint on the console of ${host.name}, and it is the same.`}
            checked={compared}
            onChange={setCompared}
          />
        )}
        <Refusal sentence={pinning.refusal} />
      </div>
    </Dialog>
  );
}
