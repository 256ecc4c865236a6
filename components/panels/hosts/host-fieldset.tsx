'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '@/components/live/trpc';
import { CodeLine } from '@/components/ui/code-line';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { Skeleton } from '@/components/ui/skeleton';
import { type Host, userSchema } from '@/server/model/intent';
import { sudoersCommand } from '@/server/model/sudoers';
import { type HostFaults, type HostFields, nameFromAddress } from './host-form';

/** No id has a capital letter. */
const DIRECTLY = 'DIRECTLY';

export function HostFieldset({
  fields,
  faults,
  jumps,
  onChange,
}: {
  fields: HostFields;
  /** Hosts that it may be reached through. */
  jumps: readonly Host[];
  faults: HostFaults;
  onChange(fields: HostFields): void;
}) {
  const set = (change: Partial<HostFields>) => onChange({ ...fields, ...change });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6.5rem]">
        <Field label="Address" error={faults.address} hint="IPv4, IPv6 or a DNS name">
          {(control) => (
            <Input
              {...control}
              autoFocus
              name="address"
              placeholder="198.18.0.1"
              value={fields.address}
              onChange={(event) => {
                const address = event.target.value;
                const follows = fields.name === nameFromAddress(fields.address);
                set({ address, ...(follows && { name: nameFromAddress(address) }) });
              }}
            />
          )}
        </Field>
        <Field label="Port" error={faults.port}>
          {(control) => (
            <Input
              {...control}
              name="port"
              inputMode="numeric"
              value={fields.port}
              onChange={(event) => set({ port: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={faults.name} hint="How it is called on the canvas">
          {(control) => (
            <Input
              {...control}
              name="name"
              placeholder="node01"
              value={fields.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label="User" error={faults.user} hint="root, or one with sudo and no password">
          {(control) => (
            <Input
              {...control}
              name="user"
              value={fields.user}
              onChange={(event) => set({ user: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label="Reached"
        hint={fields.jump === '' ? undefined : 'At the address above, as seen from there'}
      >
        {(control) => (
          <Select
            {...control}
            value={fields.jump || DIRECTLY}
            onChange={(jump) => set({ jump: jump === DIRECTLY ? '' : jump })}
            options={[
              { value: DIRECTLY, label: 'Directly' },
              ...jumps.map(({ id, name }) => ({ value: id, label: `Through ${name}` })),
            ]}
          />
        )}
      </Field>
      {fields.user.trim() !== 'root' && userSchema.safeParse(fields.user.trim()).success && (
        <SudoLine user={fields.user.trim()} />
      )}
      <Field label="Sign in with">
        {(control) => (
          <Select
            {...control}
            value={fields.keyKind}
            onChange={(kind) => set({ keyKind: kind as HostFields['keyKind'] })}
            options={[
              { value: 'agent', label: 'The SSH agent of the machine that runs Overlane' },
              { value: 'file', label: 'A key file on that machine' },
              { value: 'generated', label: 'The key that Overlane made for this installation' },
              { value: 'own', label: 'A key that Overlane makes for this host alone' },
            ]}
          />
        )}
      </Field>
      {fields.keyKind === 'file' && (
        <Field
          label="Key file"
          error={faults.keyPath}
          hint="An absolute path; the key itself is never copied"
        >
          {(control) => (
            <Input
              {...control}
              mono
              name="keyPath"
              placeholder="/root/.ssh/id_ed25519"
              value={fields.keyPath}
              onChange={(event) => set({ keyPath: event.target.value })}
            />
          )}
        </Field>
      )}
      {fields.keyKind === 'generated' && <OwnKey id="fabric" />}
      {fields.keyKind === 'own' && <OwnKey id={fields.keyId} />}
    </div>
  );
}

/** What a user who is not root needs, to be put on the host by whoever administers it. */
function SudoLine({ user }: { user: string }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-muted text-xs">
        Overlane runs <code>sh</code> there by <code>sudo -n</code>, and needs no more than this. It is tried
        when the host is connected:
      </p>
      <CodeLine text={sudoersCommand(user)} label="Copy the line" />
    </div>
  );
}

/** The line that lets Overlane in, to be put on the host by whoever administers it. */
function OwnKey({ id }: { id: string }) {
  const trpc = useTRPC();
  const line = useQuery(trpc.keys.get.queryOptions({ id }));
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-muted text-xs">Add this line to ~/.ssh/authorized_keys of that user on the host:</p>
      {line.data ? (
        <CodeLine text={line.data.publicLine} label="Copy the line" />
      ) : line.isError ? (
        <p className="text-failed text-xs">The key could not be read: {line.error.message}</p>
      ) : (
        <Skeleton className="h-9" />
      )}
    </div>
  );
}
