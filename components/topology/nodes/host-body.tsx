'use client';

import { classNames } from '@/components/ui/class-names';
import type { HostCard } from '../graph/fabric-graph';
import type { Lens } from '../graph/filter';
import * as m from '../graph/metrics';
import type { Mode } from '../graph/to-react-flow';
import { useLink } from '../observed-data';
import { useFabric } from '../topology-data';

type HostBodyProps = {
  card: HostCard;
  lens: Lens;
  mode: Mode;
  /** Of the card, in pixels. */
  height: number;
  large: boolean;
  over: boolean;
  dragging: boolean;
};

/** What stands in a card without lanes: through the lens of the underlay its facts, else what could be dropped there. */
export function HostBody({ card, lens, mode, height, large, over, dragging }: HostBodyProps) {
  const underlay = lens.kind === 'underlay' && !dragging;
  return (
    <div
      className={classNames(
        'absolute flex items-center justify-center rounded-[10px]',
        large ? 'text-[17px]' : 'text-[13px]',
        underlay
          ? 'bg-sunken px-4'
          : over || dragging
            ? 'border border-accent border-dashed bg-accent-soft px-6 text-center font-medium text-accent-ink'
            : 'border border-line-strong border-dashed px-6 text-center text-muted',
      )}
      style={{
        left: m.LANE_INSET,
        right: m.LANE_INSET,
        top: m.HOST_HEADER + m.LANE_GAP,
        height: height - m.HOST_HEADER - m.HOST_FOOTER - 2 * m.LANE_GAP,
      }}
    >
      {underlay ? (
        <UnderlayFacts card={card} />
      ) : over ? (
        'Drop it here'
      ) : (
        <Invitation card={card} lens={lens} mode={mode} />
      )}
    </div>
  );
}

function Invitation({ card, lens, mode }: { card: HostCard; lens: Lens; mode: Mode }) {
  const tenants = useFabric()?.tenants ?? [];
  if (lens.kind === 'tenant') {
    const name = tenants.find((tenant) => tenant.id === lens.tenantId)?.name ?? 'It';
    return mode === 'edit' ? `${name} is not here: drag it here to extend it` : `${name} is not here`;
  }
  if (mode === 'ops') return 'No tenant is on this host';
  return card.state === 'connecting' ? 'Connecting…' : 'Drag a tenant here';
}

function UnderlayFacts({ card }: { card: HostCard }) {
  const port = card.underlay;
  const link = useLink(card.id, null, port?.device ?? '');
  if (!port) return <span className="text-muted">No underlay device is chosen</span>;
  const rows: [string, string][] = [
    ['Device', port.device],
    ['VTEP', port.address ?? port.vtep],
    ['MTU', port.mtu === null ? 'not read' : String(port.mtu)],
    ['State', link ? (link.up ? (link.carrier ? 'up' : 'up, no carrier') : 'down') : 'not read'],
  ];
  return (
    <dl className="grid w-full grid-cols-[4rem_1fr] gap-x-4 gap-y-1 leading-[1.45]">
      {rows.map(([what, value]) => (
        <div key={what} className="contents">
          <dt className="text-muted">{what}</dt>
          <dd className="truncate font-medium text-ink tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
