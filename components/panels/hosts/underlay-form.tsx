'use client';

import { type ReactNode, useState } from 'react';
import { useCommitNow } from '@/components/live/commit-now';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Dialog } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { toast } from '@/components/ui/toast';
import type { Host } from '@/server/model/intent';
import { innerMtu } from '@/server/model/mtu';
import { underlayChoices } from '@/server/model/underlay';
import type { Observed } from '@/server/observe/observed';
import { Refusal, useAttempt } from './pin-key';

/** Which of the host's devices and addresses carries the tunnels. */
export function UnderlayForm({
  host,
  observed,
  title,
  lead,
  cancel,
  onDone,
  onCancel,
}: {
  host: Host;
  observed: Observed;
  title: string;
  lead?: ReactNode;
  cancel: string;
  onDone(): void;
  onCancel(): void;
}) {
  const commitNow = useCommitNow();
  const options = underlayChoices(observed.links, host.address);
  const current = host.underlay && `${host.underlay.device} ${host.underlay.address}`;
  const [chosen, setChosen] = useState(current ?? (options[0] ? keyOf(options[0]) : null));
  const { busy, refusal, attempt } = useAttempt();
  const option = options.find((one) => keyOf(one) === chosen) ?? null;

  const save = () =>
    attempt(async () => {
      if (!option) return 'Choose a device first.';
      const underlay = { device: option.device, address: option.address };
      const done = await commitNow([{ op: 'host.set', host: { ...host, underlay } }]);
      if ('refusal' in done) return done.refusal;
      toast.success(`${host.name} tunnels from ${option.address} on ${option.device}`);
      onDone();
      return null;
    });

  return (
    <Dialog
      open
      onClose={onCancel}
      title={title}
      description="Tunnels between hosts begin at one address of this host: its VTEP."
      footer={
        <>
          <Button onClick={onCancel}>{cancel}</Button>
          <Button
            look="primary"
            busy={busy}
            data-testid="save-underlay"
            disabledReason={!option && 'There is no device to choose'}
            onClick={() => void save()}
          >
            Use this address
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {lead}
        {options.length === 0 ? (
          <Notice severity="warning">
            {host.name} has no device with an address that could be a VTEP. Give one an address, then read the
            host again.
          </Notice>
        ) : (
          <fieldset className="flex flex-col gap-2">
            <legend className="sr-only">Device and address</legend>
            {options.map((one) => (
              <label
                key={keyOf(one)}
                className={classNames(
                  'flex cursor-pointer items-center gap-3 rounded-md border px-3.5 py-2.5 transition-colors',
                  keyOf(one) === chosen
                    ? 'border-accent bg-accent-soft'
                    : 'border-line-strong/70 hover:bg-hover',
                )}
              >
                <input
                  type="radio"
                  name="underlay"
                  value={keyOf(one)}
                  checked={keyOf(one) === chosen}
                  onChange={() => setChosen(keyOf(one))}
                  className="size-4 accent-accent"
                />
                <span className="min-w-0 flex-1">
                  <span className="block font-semibold text-ink text-sm">{one.address}</span>
                  <span className="block text-muted text-xs">
                    {one.device}
                    {one.address === host.address && ' · Overlane reaches the host by this one'}
                    {!one.up && ' · down'}
                  </span>
                </span>
                <span className="shrink-0 text-right text-muted text-xs tabular">
                  MTU {one.mtu}
                  <span className="block">tenants {innerMtu(one.mtu, one.family)}</span>
                </span>
              </label>
            ))}
          </fieldset>
        )}
        {host.underlay && option && keyOf(option) !== current && (
          <Notice severity="warning">
            Every tenant’s VXLAN interface on {host.name} moves to the new address; their traffic stops for a
            moment.
          </Notice>
        )}
        <Refusal sentence={refusal} />
      </div>
    </Dialog>
  );
}

function keyOf(option: { device: string; address: string }): string {
  return `${option.device} ${option.address}`;
}
