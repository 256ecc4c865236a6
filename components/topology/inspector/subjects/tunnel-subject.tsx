'use client';

import { keyOfCounters } from '@/server/live/observed-keys';
import type { HostCard, Tunnel } from '../../graph/fabric-graph';
import { HistorySection } from '../history-section';
import { linkCommand } from '../link-text';
import { Facts, Go, Head } from '../parts';
import { Raw } from '../raw';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { TunnelEnds } from '../tunnel-ends';
import { useLinkText } from '../use-link-text';

/** `a` and `b` in the order in which they are told, which may be other than that of the tunnel's ids. */
export function TunnelSubject({ tunnel, a, b }: { tunnel: Tunnel; a: HostCard; b: HostCard }) {
  const deviceOn = (host: HostCard) => (host.id === tunnel.a ? tunnel.aDevice : tunnel.bDevice);
  const [aDevice, bDevice] = [deviceOn(a), deviceOn(b)];
  const rawA = useLinkText(a.id, null, aDevice);
  const rawB = useLinkText(b.id, null, bDevice);
  return (
    <>
      <Head
        what={`Tunnel · VNI ${tunnel.vni}`}
        name={`${a.name} – ${b.name}`}
        statusKey={tunnel.key}
        hostId={null}
        ghost={tunnel.ghost}
      />
      <Facts
        rows={[
          [
            'Tenant',
            <Go key="tenant" to={{ kind: 'tenant', tenantId: tunnel.tenantId }} color={tunnel.color}>
              {tunnel.tenant}
            </Go>,
          ],
        ]}
      />
      <StatusFacts statusKey={tunnel.key} />
      <TunnelEnds tunnel={tunnel} a={{ host: a, device: aDevice }} b={{ host: b, device: bDevice }} />
      <Traffic hostId={a.id} link={keyOfCounters(null, aDevice)} title={`Through ${aDevice} on ${a.name}`} />
      <Traffic hostId={b.id} link={keyOfCounters(null, bDevice)} title={`Through ${bDevice} on ${b.name}`} />
      <p className="text-muted text-xs">
        Counters are those of each VXLAN interface: the kernel keeps none for a single peer.
      </p>
      {tunnel.ghost !== 'new' && <HistorySection key={tunnel.key} statusKey={tunnel.key} />}
      <Raw
        facts={[
          {
            title: `${aDevice} on ${a.name}`,
            text: rawA,
            commands: [linkCommand(null, aDevice), `bridge fdb show dev ${aDevice}`],
          },
          {
            title: `${bDevice} on ${b.name}`,
            text: rawB,
            commands: [linkCommand(null, bDevice), `bridge fdb show dev ${bDevice}`],
          },
        ]}
      />
    </>
  );
}
