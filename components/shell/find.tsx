'use client';

import { Command } from 'cmdk';
import {
  Cable,
  FileDiff,
  Hand,
  type LucideIcon,
  MapPin,
  Network,
  Search,
  Server,
  SquareTerminal,
  Table2,
  UserRound,
} from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useDraftIntent } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { useHasAllTenants } from '@/components/live/me';
import { selectionOfDrift } from '@/components/panels/drift/drift-place';
import { type Selection, useSelection } from '@/components/topology/selection-store';
import { Kbd } from '@/components/ui/kbd';
import { findDrift } from './find-drift';
import { type FindItem, findItems, search } from './find-items';
import { type Whereabouts, wantedOf, whereIs } from './find-where';
import { selectionOf } from './found-selection';
import { useLayout } from './layout-store';
import { PLACES } from './rail';

const KINDS: Record<FindItem['kind'], { word: string; Icon: LucideIcon }> = {
  host: { word: 'Host', Icon: Server },
  tenant: { word: 'Tenant', Icon: UserRound },
  network: { word: 'Network', Icon: Network },
  endpoint: { word: 'Endpoint', Icon: SquareTerminal },
  device: { word: 'Device', Icon: Cable },
};
const WHERE: Record<Whereabouts['kind'], { word: string; Icon: LucideIcon }> = {
  holder: { word: 'has it', Icon: MapPin },
  sighting: { word: 'knows it', Icon: Table2 },
};

/** Milliseconds: what is found follows the hosts at this pace, so that a busy fabric does not slow typing. */
const HOSTS_EVERY_MS = 1_000;

/**
 * Finds anything: what was asked for, every device on every host, where a MAC or an address is, what drifted, and the
 * places and actions of the console. On the wall it only finds.
 */
export function Find({ mode = 'edit' }: { mode?: 'edit' | 'ops' }) {
  const router = useRouter();
  const path = usePathname();
  const { show, close } = useDialogs();
  const intent = useDraftIntent();
  const hosts = useSlow(useLive((live) => live.hosts));
  const drift = useLive((live) => live.drift);
  const [query, setQuery] = useState('');
  const hasAll = useHasAllTenants();
  const [wished, setWished] = useState('');
  const deferred = useDeferredValue(query);
  const wanted = useMemo(() => wantedOf(deferred), [deferred]);
  // The dialog is there at once; what can be found in a large fabric is listed right after.
  const listed = useDeferredValue(intent, null);
  const items = useMemo(() => (listed ? findItems(listed, hosts) : []), [listed, hosts]);
  const where = useMemo(
    () => (wanted && intent ? whereIs(wanted, intent, hosts) : []),
    [wanted, intent, hosts],
  );
  const found = useMemo(() => {
    const all = search(items, deferred, deferred.trim() ? 40 : 8);
    // Told better by where it is.
    return where.length > 0 ? all.filter(({ kind }) => kind !== 'endpoint' && kind !== 'device') : all;
  }, [items, deferred, where]);
  const drifted = useMemo(
    () => findDrift(drift, intent?.hosts ?? [], deferred, deferred.trim() ? 8 : 3),
    [drift, intent, deferred],
  );
  const count = Object.keys(drift).length;

  const actions =
    mode === 'ops'
      ? []
      : [
          ...(count > 0
            ? [{ label: `Show drift (${count})`, Icon: FileDiff, run: () => openDrift(router.push) }]
            : []),
          ...PLACES.map(({ href, label, Icon }) => ({
            label: `Go to ${label.toLowerCase()}`,
            Icon,
            run: () => router.push(href),
          })),
          ...(hasAll
            ? [
                { label: 'Add a host', Icon: Server, run: () => show({ kind: 'host.add' }) },
                {
                  label: 'Add a tenant',
                  Icon: UserRound,
                  run: () => show({ kind: 'tenant.add', hostIds: [] }),
                },
                { label: 'Adopt what was built by hand', Icon: Hand, run: () => show({ kind: 'adopt' }) },
              ]
            : []),
        ].filter((action) => action.label.toLowerCase().includes(deferred.trim().toLowerCase()));

  const go = (selection: Selection | null) => {
    close();
    if (selection) useSelection.getState().seek(selection);
    else useSelection.getState().select(null);
    if (mode === 'edit' && path !== '/') router.push('/');
  };
  // What is found comes after what is typed, so the list would be left with nothing that Enter chooses.
  const values = [
    ...where.map(({ id }) => id),
    ...drifted.map(({ item }) => `drift:${item.key}`),
    ...found.map(({ id }) => id),
    ...actions.map(({ label }) => label),
  ];
  const chosen = values.includes(wished) ? wished : (values[0] ?? '');
  const nothing = listed !== null && found.length + where.length + drifted.length + actions.length === 0;

  return (
    <Radix.Root open onOpenChange={(open) => !open && close()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 bg-[rgb(8_12_20/0.4)] motion-safe:animate-fade-in" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-150 -translate-x-1/2 overflow-hidden rounded-xl border border-line bg-raised shadow-float outline-none motion-safe:animate-fade-in"
        >
          <Radix.Title className="sr-only">Find anything</Radix.Title>
          <Command
            shouldFilter={false}
            label="Find anything"
            value={chosen}
            onValueChange={setWished}
            className="flex max-h-[70dvh] flex-col"
          >
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
              <Group heading="Where it is" shown={where.length > 0}>
                {where.map((one) => (
                  <Row
                    key={one.id}
                    value={one.id}
                    Icon={WHERE[one.kind].Icon}
                    word={WHERE[one.kind].word}
                    name={one.name}
                    detail={one.detail}
                    color={one.tenantColor}
                    wrap
                    onSelect={() => go(one.selection)}
                  />
                ))}
              </Group>
              <Group heading="Drifted" shown={drifted.length > 0}>
                {drifted.map(({ item, name, detail }) => (
                  <Row
                    key={item.key}
                    value={`drift:${item.key}`}
                    Icon={FileDiff}
                    word={item.weight}
                    name={name}
                    detail={detail}
                    color={null}
                    onSelect={() => go(selectionOfDrift(item))}
                  />
                ))}
              </Group>
              <Group heading="In the fabric" shown={found.length > 0}>
                {found.map((item) => (
                  <Row
                    key={item.id}
                    value={item.id}
                    Icon={KINDS[item.kind].Icon}
                    word={KINDS[item.kind].word}
                    name={item.name}
                    detail={item.detail}
                    color={item.tenantColor}
                    onSelect={() => intent && go(selectionOf(item.thing, intent))}
                  />
                ))}
              </Group>
              <Group heading="Do" shown={actions.length > 0}>
                {actions.map(({ label, Icon, run }) => (
                  <Row
                    key={label}
                    value={label}
                    Icon={Icon}
                    name={label}
                    color={null}
                    onSelect={() => {
                      close();
                      run();
                    }}
                  />
                ))}
              </Group>
              {nothing && (
                <p className="px-4 py-8 text-center text-muted text-sm">
                  {wanted
                    ? `No table, link, neighbour or endpoint on any host that was read has “${query.trim()}”.`
                    : `Nothing in the fabric is called “${query.trim()}”, or has it as VNI, MAC or address.`}
                </p>
              )}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function openDrift(push: (href: string) => void): void {
  useLayout.getState().showDock('drift');
  push('/');
}

function Group({ heading, shown, children }: { heading: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:section-title [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1"
    >
      {children}
    </Command.Group>
  );
}

function Row({
  value,
  Icon,
  word,
  name,
  detail,
  color,
  wrap = false,
  onSelect,
}: {
  value: string;
  Icon: LucideIcon;
  word?: string;
  name: string;
  detail?: string;
  color: number | null;
  /** What is told is a sentence, and is read whole. */
  wrap?: boolean;
  onSelect(): void;
}) {
  const fit = wrap ? 'block break-words' : 'block truncate';
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-10 cursor-pointer select-none items-center gap-3 rounded-md px-3 py-1.5 text-sm outline-none data-[selected=true]:bg-accent-soft"
    >
      <span
        aria-hidden
        className="flex shrink-0 text-muted"
        style={color === null ? undefined : { color: `var(--tenant-${color})` }}
      >
        <Icon className="size-4" />
      </span>
      <span className="min-w-0 flex-1">
        <span className={`${fit} font-medium text-ink`}>{name}</span>
        {detail && <span className={`${fit} text-muted text-xs`}>{detail}</span>}
      </span>
      {word && <span className="shrink-0 text-faint text-xs">{word}</span>}
    </Command.Item>
  );
}

/** The value, renewed at most once in HOSTS_EVERY_MS; the last one always arrives. */
function useSlow<T>(value: T): T {
  const [shown, setShown] = useState(value);
  const renewedAt = useRef(Date.now());
  useEffect(() => {
    const wait = Math.max(0, renewedAt.current + HOSTS_EVERY_MS - Date.now());
    const timer = setTimeout(() => {
      renewedAt.current = Date.now();
      setShown(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value]);
  return shown;
}
