'use client';

import type { ReactNode } from 'react';
import { useLive } from '@/components/live/live-store';
import { portName } from '@/server/model/vxlan';
import type { ObservedLink } from '@/server/observe/observed';
import type { HostCard, Tunnel } from '../graph/fabric-graph';
import { useLink } from '../observed-data';
import { CarriageWay, useCarriage } from './carriage-way';
import { floodTargets } from './fdb-rows';
import { mtuText } from './mtu-text';
import { Go, Section } from './parts';

type End = { host: HostCard; device: string };

/** Both ends of a tunnel side by side: what must be equal is marked where it is not. */
export function TunnelEnds({ tunnel, a, b }: { tunnel: Tunnel; a: End; b: End }) {
  const links = [useLink(a.host.id, null, a.device), useLink(b.host.id, null, b.device)] as const;
  const floods = [useFloods(a, b.host, links[0]), useFloods(b, a.host, links[1])] as const;
  const ways = [
    useCarriage(a.host.id, b.host.id, a.host.underlay?.vtep ?? null),
    useCarriage(b.host.id, a.host.id, b.host.underlay?.vtep ?? null),
  ] as const;
  const both = (of: (link: ObservedLink) => ReactNode) => links.map((link) => (link ? of(link) : null));
  const equal = (of: (link: ObservedLink) => unknown) =>
    !links[0] || !links[1] || of(links[0]) === of(links[1]);
  const ends = [a, b] as const;
  const rows: { what: string; values: ReactNode[]; differs?: boolean }[] = [
    {
      what: 'Interface',
      values: ends.map(({ host, device }) => (
        <Go
          key={host.id}
          to={{ kind: 'vxlan', tenantId: tunnel.tenantId, networkId: tunnel.networkId, hostId: host.id }}
        >
          {device}
        </Go>
      )),
    },
    { what: 'State', values: both((link) => (link.up ? 'up' : <Bad key="state">down</Bad>)) },
    { what: 'VNI', values: both((link) => link.vxlan?.vni), differs: !equal((link) => link.vxlan?.vni) },
    {
      what: 'UDP port',
      values: both((link) => link.vxlan && portName(link.vxlan.port)),
      differs: !equal((link) => link.vxlan?.port),
    },
    {
      what: 'MTU',
      values: ends.map(({ host }, i) =>
        links[i] ? mtuText(links[i].mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null) : null,
      ),
      differs: !equal((link) => link.mtu),
    },
    {
      what: 'VTEP',
      values: ends.map(({ host }, i) => {
        const local = links[i]?.vxlan?.local ?? host.underlay?.vtep;
        return local ? `${local} · ${links[i]?.vxlan?.device ?? host.underlay?.device}` : 'not chosen';
      }),
    },
    {
      what: 'Learning',
      values: both((link) => (link.vxlan?.learning ? 'on' : 'off')),
      differs: !equal((link) => link.vxlan?.learning),
    },
    {
      what: 'Floods to the other',
      values: floods.map((flood) =>
        flood === null ? null : flood ? 'yes' : <Bad key="flood">no: the entry is missing</Bad>,
      ),
    },
    {
      what: 'Underlay to the other',
      values: ways.map((way) => <CarriageWay key={way?.from ?? ''} way={way} />),
    },
    {
      what: 'Errors, dropped',
      values: both(({ stats }) => {
        const [errors, dropped] = [stats.rxErrors + stats.txErrors, stats.rxDropped + stats.txDropped];
        return `${errors}, ${dropped}`;
      }),
    },
  ];
  return (
    <Section title="Both ends">
      <div className="overflow-x-auto">
        <table className="live-data w-full border-collapse text-left text-xs" data-testid="tunnel-ends">
          <thead>
            <tr className="border-line border-b text-muted">
              <th scope="col" className="py-1.5 pr-2 font-medium">
                <span className="sr-only">Fact</span>
              </th>
              {ends.map(({ host }) => (
                <th key={host.id} scope="col" className="py-1.5 pr-2 font-semibold text-ink">
                  {host.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ what, values, differs }) => (
              <tr key={what} className="border-line border-b align-top">
                <th scope="row" className="py-1.5 pr-2 font-normal text-muted">
                  {what}
                </th>
                {values.map((value, i) => (
                  <td
                    key={ends[i]?.host.id}
                    className={`py-1.5 pr-2 tabular [overflow-wrap:anywhere] ${differs ? 'font-semibold text-failed' : 'text-ink'}`}
                  >
                    {value ?? <span className="text-muted">not read</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Bad({ children }: { children: ReactNode }) {
  return <b className="font-semibold text-failed">{children}</b>;
}

/** null: it was not read. */
function useFloods({ host, device }: End, other: HostCard, link: ObservedLink | null): boolean | null {
  const fdb = useLive((state) => state.hosts[host.id]?.observed?.fdb ?? null);
  const vtep = other.underlay?.vtep ?? null;
  if (!fdb || !vtep) return null;
  return floodTargets(fdb, device).includes(vtep) || link?.vxlan?.remote === vtep;
}
