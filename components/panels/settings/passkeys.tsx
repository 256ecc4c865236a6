'use client';

import { startRegistration, WebAuthnError } from '@simplewebauthn/browser';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { PasskeySummary } from '@/server/api/types';
import { MakeForm } from './make-form';

/** One's own passkeys: added where browsers offer them, named and removed anywhere. */
export function Passkeys() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [fault, setFault] = useState<string | null>(null);
  const passkeys = useQuery(trpc.account.passkeys.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.account.passkeys.queryKey() });
  if (passkeys.isError) {
    return (
      <Notice severity="warning">
        Your passkeys could not be read: {readApiError(passkeys.error).sentence}
      </Notice>
    );
  }
  if (!passkeys.data) return <Skeleton className="h-12" />;
  const { offered, list } = passkeys.data;
  const add = async (name: string) => {
    const optionsJSON = await client.account.passkeyOptions.mutate();
    setFault(null);
    const made = await startRegistration({ optionsJSON }).catch((error: unknown) => setFault(why(error)));
    if (!made) return;
    const { id, rawId, type, response } = made;
    const { clientDataJSON, attestationObject, transports } = response;
    await client.account.addPasskey.mutate({
      name,
      response: { id, rawId, type, response: { clientDataJSON, attestationObject, transports } },
    });
    toast.success(`The passkey ${name} is added: sign in with it next time`);
    await refresh();
  };
  return (
    <section aria-label="Your passkeys" className="flex flex-col gap-3">
      {list.length > 0 && (
        <ul className="rounded-md border border-line">
          {list.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onChanged={refresh} />
          ))}
        </ul>
      )}
      {fault && (
        <Notice severity="error" live>
          {fault}
        </Notice>
      )}
      {offered ? (
        <MakeForm
          label="Add a passkey"
          columns="sm:grid-cols-[minmax(0,1fr)_auto]"
          name={{ label: 'New passkey', placeholder: 'Work laptop', missing: 'Write which one it is first' }}
          submit="Add"
          onMake={add}
        />
      ) : (
        <p className="text-muted text-sm">
          Passkeys can be added where Overlane is opened at localhost, or under a name with TLS.
        </p>
      )}
    </section>
  );
}

/** The browser's own words are about the standard; these are about what to do. */
function why(error: unknown): string {
  return error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED'
    ? 'This device has a passkey of yours already.'
    : 'No passkey was made: the browser was told to stop, or took too long.';
}

function PasskeyRow({ passkey, onChanged }: { passkey: PasskeySummary; onChanged(): Promise<unknown> }) {
  const client = useTRPCClient();
  const [name, setName] = useState<string | null>(null);
  const done = async (work: () => Promise<unknown>, told: string) => {
    try {
      await work();
      toast.success(told);
      setName(null);
    } catch (error) {
      toast.error('Nothing was changed', { description: readApiError(error).sentence });
    }
    await onChanged();
  };
  const { id, createdAt, backedUp } = passkey;
  return (
    <li className="flex items-center gap-3 border-line border-b px-3 py-2 text-sm last:border-b-0">
      <KeyRound aria-hidden className="size-4 shrink-0 text-faint" />
      {name === null ? (
        <div className="min-w-0 flex-1">
          <p className="break-words text-ink">{passkey.name}</p>
          <p className="text-muted text-xs">
            added <Age at={createdAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
            {backedUp ? ' · kept in an account, so on all of its devices' : ' · on one device only'}
          </p>
        </div>
      ) : (
        <form
          className="flex min-w-0 flex-1 gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void done(
              () => client.account.renamePasskey.mutate({ id, name: name.trim() }),
              'The passkey is renamed',
            );
          }}
        >
          <Input
            aria-label={`New name of ${passkey.name}`}
            autoFocus
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" size="sm" disabledReason={name.trim() === '' && 'Write a name first'}>
            Rename
          </Button>
        </form>
      )}
      <IconButton
        size="sm"
        side="left"
        label={`Rename ${passkey.name}`}
        icon={<Pencil />}
        onClick={() => setName(name === null ? passkey.name : null)}
      />
      <IconButton
        size="sm"
        side="left"
        label={`Remove ${passkey.name}`}
        icon={<Trash2 />}
        onClick={() =>
          void done(
            () => client.account.removePasskey.mutate({ id }),
            `The passkey ${passkey.name} is removed`,
          )
        }
      />
    </li>
  );
}
