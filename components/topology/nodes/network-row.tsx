'use client';

import { memo } from 'react';
import { spotAt } from '../graph/drift';
import type { DriftSpot, NetworkRow } from '../graph/fabric-graph';
import * as m from '../graph/metrics';
import type { Facing, PlacedRow } from '../graph/placement';
import { useView } from '../view-store';
import { Box } from './box';
import { CHAIN } from './chain';
import { RateSum } from './rate';
import { dashed, strokeOf } from './tone';
import { VethWire } from './veth-wire';

type NetworkRowViewProps = {
  row: NetworkRow;
  /** Of the whole lane. */
  drift: readonly DriftSpot[];
  placed: PlacedRow;
  facing: Facing;
  hostName: string;
  close: boolean;
  menu: boolean;
};

/** endpoints → veth pairs → bridge → VXLAN interface → port on the border of the card. */
export const NetworkRowView = memo(function NetworkRowView(props: NetworkRowViewProps) {
  const { row, drift, placed, facing, hostName, close, menu } = props;
  const chain = CHAIN[facing];
  const top = placed.chainY - m.BOX_HEIGHT / 2;
  const slots = placed.shown + (placed.folded > 0 ? 1 : 0);
  const bridgeHeight = slots * m.BOX_HEIGHT + (slots - 1) * m.BOX_GAP;
  const slotY = (i: number) => top + i * (m.BOX_HEIGHT + m.BOX_GAP);
  const { tenantId, networkId, hostId } = row;
  const ports = `${row.ends.length + 1} ports`;
  const mtu = (value: number | null) => (value === null ? 'mtu not read' : `mtu ${value}`);
  return (
    <>
      <Wires row={row} placed={placed} facing={facing} />
      {row.ends.slice(0, placed.shown).map((end, i) => (
        <VethWire
          key={end.key}
          end={end}
          drift={spotAt(drift, 'veth', networkId, end.endpointId)}
          selection={{ kind: 'veth', tenantId, networkId, endpointId: end.endpointId, hostId }}
          from={chain.veth.from}
          to={chain.veth.to}
          y={slotY(i) + m.BOX_HEIGHT / 2}
          close={close}
          menu={menu}
        />
      ))}
      {row.ends.slice(0, placed.shown).map((end, i) => (
        <Box
          key={end.key}
          testId={`namespace-${end.namespace}-${hostName}`}
          selection={{ kind: 'namespace', tenantId, endpointId: end.endpointId, hostId }}
          kind={end.memberships > 1 ? `In ${end.memberships} networks` : 'Namespace'}
          name={end.namespace}
          lines={[addressesText(end.addresses)]}
          fine={[
            end.mac ?? 'MAC not read',
            <>
              {mtu(end.mtu)}
              <RateSum hostId={hostId} link={`${end.namespace}/${end.veth.namespaceEnd}`} />
            </>,
          ]}
          close={close}
          ghost={end.ghost}
          mark={end.mark}
          drift={spotAt(drift, 'namespace', networkId, end.endpointId)}
          place={{ x: chain.endpointX, y: slotY(i), width: m.ENDPOINT_WIDTH, height: m.BOX_HEIGHT }}
          menu={menu}
        />
      ))}
      {(placed.folded > 0 || placed.shown > m.ENDPOINTS_SHOWN) && (
        <FoldButton rowKey={row.key} folded={placed.folded} x={chain.endpointX} y={slotY(placed.shown)} />
      )}
      <Box
        testId={`bridge-${row.bridge.name}-${hostName}`}
        selection={{ kind: 'bridge', tenantId, networkId, hostId }}
        kind="Bridge"
        name={row.bridge.name}
        lines={[row.bridge.mtu === null ? ports : `mtu ${row.bridge.mtu}`]}
        fine={[row.bridge.mac ?? 'MAC not read', ports]}
        close={close}
        drift={spotAt(drift, 'bridge', networkId)}
        ghost={row.bridge.ghost}
        mark={row.bridge.mark}
        place={{ x: chain.bridgeX, y: top, width: m.BRIDGE_WIDTH, height: bridgeHeight }}
        menu={menu}
      />
      <Box
        testId={`vxlan-${row.vxlan.name}-${hostName}`}
        selection={{ kind: 'vxlan', tenantId, networkId, hostId }}
        kind="VXLAN"
        name={row.vxlan.name}
        lines={[`VNI ${row.vni}`]}
        fine={[
          row.vxlan.mac ?? 'MAC not read',
          <>
            {mtu(row.vxlan.mtu)}
            <RateSum hostId={hostId} link={row.vxlan.name} />
          </>,
        ]}
        close={close}
        drift={spotAt(drift, 'vxlan', networkId)}
        ghost={row.vxlan.ghost}
        mark={row.vxlan.mark}
        place={{ x: chain.vxlanX, y: top, width: m.VXLAN_WIDTH, height: m.BOX_HEIGHT }}
        menu={menu}
      />
    </>
  );
});

export function addressesText(addresses: readonly string[]): string {
  const [first, ...rest] = addresses;
  if (!first) return 'no address';
  return rest.length === 0 ? first : `${first} +${rest.length}`;
}

function FoldButton({ rowKey, folded, x, y }: { rowKey: string; folded: number; x: number; y: number }) {
  return (
    <button
      type="button"
      onClick={(event) => {
        event.stopPropagation();
        useView.getState().toggleFold(rowKey);
      }}
      className="absolute rounded-md border border-line-strong border-dashed bg-surface font-medium text-[12px] text-muted hover:bg-hover hover:text-ink"
      style={{ left: x, top: y, width: m.ENDPOINT_WIDTH, height: m.BOX_HEIGHT }}
    >
      {folded > 0 ? `${folded} more` : 'Show fewer'}
    </button>
  );
}

/** Bridge to VXLAN interface, and on to the border of the card. */
function Wires({ row, placed, facing }: { row: NetworkRow; placed: PlacedRow; facing: Facing }) {
  const { uplink, stub } = CHAIN[facing];
  const y = placed.chainY;
  const color = strokeOf(row.vxlan.ghost, row.vxlan.mark);
  const dash = dashed(row.vxlan.ghost) ? '4 3' : undefined;
  return (
    <svg aria-hidden="true" className="pointer-events-none absolute top-0 left-0 size-px overflow-visible">
      <line
        x1={uplink.from}
        x2={uplink.to}
        y1={y}
        y2={y}
        stroke={color}
        strokeWidth={1.75}
        strokeDasharray={dash}
      />
      <line
        x1={stub.from}
        x2={stub.to}
        y1={y}
        y2={y}
        stroke={color}
        strokeWidth={1.75}
        strokeDasharray={dash}
      />
      <circle cx={stub.to} cy={y} r={3.5} fill={color} stroke="var(--surface)" strokeWidth={1.5} />
    </svg>
  );
}
