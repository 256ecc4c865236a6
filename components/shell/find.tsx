'use client';

import { Command } from 'cmdk';
import { Cable, Network, Search, Server, SquareTerminal, UserRound } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog as Radix } from 'radix-ui';
import { type ComponentType, useDeferredValue, useMemo, useState } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useDraftIntent } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { useSelection } from '@/components/topology/selection-store';
import { Kbd } from '@/components/ui/kbd';
import { type FindItem, findItems, search } from './find-items';
import { selectionOf } from './found-selection';
import { PLACES } from './rail';

const KINDS: Record<FindItem['kind'], { word: string; Icon: ComponentType<{ className?: string }> }> = {
  host: { word: 'Host', Icon: Server },
  tenant: { word: 'Tenant', Icon: UserRound },
  network: { word: 'Network', Icon: Network },
  endpoint: { word: 'Endpoint', Icon: SquareTerminal },
  device: { word: 'Device', Icon: Cable },
};

const rowClasses =
  'flex min-h-10 cursor-pointer select-none items-center gap-3 rounded-md px-3 py-1.5 text-sm outline-none data-[selected=true]:bg-accent-soft';

/** Finds anything: what was asked for, every device on every host, and the places and actions of the console. */
export function Find() {
  const router = useRouter();
  const { show, close } = useDialogs();
  const intent = useDraftIntent();
  const hosts = useLive((live) => live.hosts);
  const [query, setQuery] = useState('');
  const deferred = useDeferredValue(query);
  const items = useMemo(() => (intent ? findItems(intent, hosts) : []), [intent, hosts]);
  const found = useMemo(() => search(items, deferred, deferred.trim() ? 40 : 8), [items, deferred]);

  const actions = [
    ...PLACES.map(({ href, label, Icon }) => ({
      label: `Go to ${label.toLowerCase()}`,
      Icon,
      run: () => router.push(href),
    })),
    { label: 'Add a host', Icon: Server, run: () => show({ kind: 'host.add' }) },
    { label: 'Add a tenant', Icon: UserRound, run: () => show({ kind: 'tenant.add', hostIds: [] }) },
  ].filter((action) => action.label.toLowerCase().includes(deferred.trim().toLowerCase()));

  const go = (item: FindItem) => {
    if (!intent) return;
    close();
    useSelection.getState().select(selectionOf(item.thing, intent));
    router.push('/');
  };

  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(8_12_20/0.4)] motion-safe:animate-fade-in" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-150 -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none motion-safe:animate-fade-in"
        >
          <Radix.Title className="sr-only">Find anything</Radix.Title>
          <Command shouldFilter={false} label="Find anything" className="flex max-h-[70dvh] flex-col">
            <div className="flex items-center gap-3 border-line border-b px-4">
              <Search aria-hidden className="size-4.5 shrink-0 text-faint" />
              <Command.Input
                value={query}
                onValueChange={setQuery}
                placeholder="Name, VNI, MAC, address…"
                className="h-12.5 min-w-0 flex-1 bg-transparent text-base text-ink outline-none"
              />
              <Kbd>Esc</Kbd>
            </div>
            <Command.List className="min-h-0 flex-1 overflow-y-auto p-1.5">
              {found.length > 0 && (
                <Command.Group
                  heading="In the fabric"
                  className="[&_[cmdk-group-heading]]:section-title [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1"
                >
                  {found.map((item) => {
                    const { Icon, word } = KINDS[item.kind];
                    return (
                      <Command.Item
                        key={item.id}
                        value={item.id}
                        onSelect={() => go(item)}
                        className={rowClasses}
                      >
                        <span
                          aria-hidden
                          className="flex shrink-0 text-muted"
                          style={
                            item.tenantColor !== null
                              ? { color: `var(--tenant-${item.tenantColor})` }
                              : undefined
                          }
                        >
                          <Icon className="size-4" />
                        </span>
                        <span className="min-w-0 flex-1">
                          <span className="block truncate font-medium text-ink">{item.name}</span>
                          {item.detail && (
                            <span className="block truncate text-muted text-xs">{item.detail}</span>
                          )}
                        </span>
                        <span className="shrink-0 text-faint text-xs">{word}</span>
                      </Command.Item>
                    );
                  })}
                </Command.Group>
              )}
              {actions.length > 0 && (
                <Command.Group
                  heading="Do"
                  className="[&_[cmdk-group-heading]]:section-title [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1"
                >
                  {actions.map(({ label, Icon, run }) => (
                    <Command.Item
                      key={label}
                      value={label}
                      className={rowClasses}
                      onSelect={() => {
                        close();
                        run();
                      }}
                    >
                      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
                      <span className="text-ink">{label}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {found.length === 0 && actions.length === 0 && (
                <p className="px-4 py-8 text-center text-muted text-sm">
                  Nothing in the fabric is called “{query.trim()}”, or has it as VNI, MAC or address.
                </p>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
