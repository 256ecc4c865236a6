'use client';

import { useLive } from '@/components/live/live-store';
import { keyOfCounters } from '@/server/live/observed-keys';
import { portName } from '@/server/model/vxlan';
import type { HostCard, Tunnel } from '../../graph/fabric-graph';
import { useLink } from '../../observed-data';
import { floodTargets } from '../fdb-rows';
import { linkCommand } from '../link-text';
import { mtuText } from '../mtu-text';
import { Facts, Go, Head, Section } from '../parts';
import { Raw } from '../raw';
import { StatusFacts } from '../status-facts';
import { Traffic } from '../traffic';
import { useLinkText } from '../use-link-text';

/** `a` and `b` in the order in which they are told, which may be other than that of the tunnel's ids. */
export function TunnelSubject({ tunnel, a, b }: { tunnel: Tunnel; a: HostCard; b: HostCard }) {
  const deviceOn = (host: HostCard) => (host.id === tunnel.a ? tunnel.aDevice : tunnel.bDevice);
  const [aDevice, bDevice] = [deviceOn(a), deviceOn(b)];
  const port = useLive((state) => state.intent?.vxlan.port ?? null);
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
          ['UDP port', port === null ? '–' : portName(port)],
        ]}
      />
      <StatusFacts statusKey={tunnel.key} />
      <TunnelEnd tunnel={tunnel} host={a} device={aDevice} other={b} />
      <TunnelEnd tunnel={tunnel} host={b} device={bDevice} other={a} />
      <p className="text-muted text-xs">
        Counters are those of each VXLAN interface: the kernel keeps none for a single peer.
      </p>
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

function TunnelEnd({
  tunnel,
  host,
  device,
  other,
}: {
  tunnel: Tunnel;
  host: HostCard;
  device: string;
  other: HostCard;
}) {
  const link = useLink(host.id, null, device);
  const fdb = useLive((state) => state.hosts[host.id]?.observed?.fdb ?? null);
  const vtep = other.underlay?.vtep ?? null;
  const floods =
    fdb && vtep ? floodTargets(fdb, device).includes(vtep) || link?.vxlan?.remote === vtep : null;
  return (
    <Section title={host.name}>
      <Facts
        rows={[
          [
            'Interface',
            <Go
              key="vxlan"
              to={{ kind: 'vxlan', tenantId: tunnel.tenantId, networkId: tunnel.networkId, hostId: host.id }}
            >
              {device}
            </Go>,
          ],
          ['VTEP', host.underlay ? `${host.underlay.vtep} · ${host.underlay.device}` : 'not chosen'],
          [
            `Floods to ${other.name}`,
            floods === null ? (
              'not read'
            ) : floods ? (
              'yes'
            ) : (
              <b key="no" className="text-failed">
                no: the entry is missing
              </b>
            ),
          ],
          link && ['MTU', mtuText(link.mtu, host.underlay?.mtu ?? null, host.underlay?.vtep ?? null)],
        ]}
      />
      <div className="mt-3">
        <Traffic hostId={host.id} link={keyOfCounters(null, device)} title={`Through ${device}`} />
      </div>
    </Section>
  );
}
