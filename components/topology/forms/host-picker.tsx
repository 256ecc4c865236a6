'use client';

import { type ReactNode, useState } from 'react';
import { Input } from '@/components/ui/input';
import type { Host } from '@/server/model/intent';

/** More hosts than this are searched, not scanned. */
const SCANNED = 8;

/** Hosts to choose; beside each that is chosen stands what `beside` says. */
export function HostPicker({
  hosts,
  chosen,
  onChange,
  beside,
}: {
  hosts: readonly Host[];
  chosen: readonly string[];
  onChange(hostIds: string[]): void;
  beside(host: Host): ReactNode;
}) {
  const [wanted, setWanted] = useState('');
  const shown = hosts.filter((host) => chosen.includes(host.id) || host.name.includes(wanted.trim()));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-medium text-ink text-xs">Hosts</legend>
      {hosts.length > SCANNED && (
        <Input
          aria-label="Find a host"
          placeholder="Find a host…"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      {hosts.length === 0 && <p className="text-muted text-sm">There is no host yet.</p>}
      <ul className="flex max-h-64 flex-col gap-1 overflow-y-auto rounded-md border border-line p-1.5">
        {shown.map((host) => {
          const isChosen = chosen.includes(host.id);
          return (
            <li key={host.id} className="flex min-h-9 items-start gap-2 px-1.5">
              <label className="flex h-8.5 min-w-28 shrink-0 items-center gap-2.5 text-ink text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent)"
                  checked={isChosen}
                  onChange={() =>
                    onChange(isChosen ? chosen.filter((id) => id !== host.id) : [...chosen, host.id])
                  }
                />
                {host.name}
              </label>
              {isChosen && <div className="min-w-0 flex-1">{beside(host)}</div>}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
