'use client';

import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react';
import { useLookAt } from '@/components/live/look';
import type { FabricGraph } from '../graph/fabric-graph';
import { tunnelOf, tunnelsFrom } from '../graph/mesh';
import type { Mode } from '../graph/to-react-flow';
import { type Selection, selectionKey, useSelection } from '../selection-store';
import { tunnelInput, useFabric } from '../topology-data';
import { Actions } from './actions';
import { DriftMarks } from './drift-marks';
import { MtuSection } from './mtu-section';
import { Overview } from './overview';
import { BridgeSubject } from './subjects/bridge-subject';
import { EndpointSubject } from './subjects/endpoint-subject';
import { ForeignSubject } from './subjects/foreign-subject';
import { HostSubject } from './subjects/host-subject';
import { LaneSubject } from './subjects/lane-subject';
import { TenantSubject } from './subjects/tenant-subject';
import { TunnelSubject } from './subjects/tunnel-subject';
import { VethSubject } from './subjects/veth-subject';
import { VxlanSubject } from './subjects/vxlan-subject';

/** What is selected: its facts with their age, its health, its counters, and what can be done with it. */
export function Inspector({ mode = 'edit' }: { mode?: Mode }) {
  // What was chosen is drawn as chosen first; what is known of it follows.
  const selected = useDeferredValue(useSelection((state) => state.selected));
  const fabric = useFabric();
  const top = useRef<HTMLDivElement>(null);
  const key = selectionKey(selected);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another selection is read from its top
  useEffect(() => {
    if (top.current?.parentElement) top.current.parentElement.scrollTop = 0;
  }, [key]);
  useLookAt('inspector', hostsOf(selected));
  if (!fabric) return null;
  const subject = selected && subjectOf(selected, fabric);
  return (
    <div ref={top} className="flex flex-col gap-5 p-4" data-testid="inspector">
      {subject && selected && <DriftMarks about={selected} mode={mode} />}
      {subject ?? (
        <>
          {selected && <p className="text-muted text-sm">What was selected is gone.</p>}
          <Overview fabric={fabric} mode={mode} />
        </>
      )}
      {subject && selected && mode === 'edit' && isOfNetwork(selected) && (
        <MtuSection key={selected.networkId} tenantId={selected.tenantId} networkId={selected.networkId} />
      )}
      {subject && selected && mode === 'edit' && <Actions about={selected} />}
    </div>
  );
}

/** Where one asks what the underlay carries. */
function isOfNetwork(selected: Selection) {
  const { kind } = selected;
  return kind === 'lane' || kind === 'bridge' || kind === 'vxlan' || kind === 'tunnel';
}

/** The hosts whose counters are told of it. */
function hostsOf(selected: Selection | null): string[] {
  if (!selected || selected.kind === 'tenant') return [];
  return selected.kind === 'tunnel' ? [selected.a, selected.b] : [selected.hostId];
}

/** null: it is not in the fabric any more. */
function subjectOf(selected: Selection, fabric: FabricGraph): ReactNode {
  const hostOf = (hostId: string) => fabric.hosts.find((host) => host.id === hostId);
  switch (selected.kind) {
    case 'host': {
      const host = hostOf(selected.hostId);
      return host ? <HostSubject host={host} /> : null;
    }
    case 'foreign': {
      const host = hostOf(selected.hostId);
      return host ? <ForeignSubject host={host} name={selected.name} /> : null;
    }
    case 'tenant': {
      const tenant = fabric.tenants.find((one) => one.id === selected.tenantId);
      return tenant ? <TenantSubject tenant={tenant} fabric={fabric} /> : null;
    }
    case 'tunnel': {
      const tunnel = tunnelOf(fabric, selected.networkId, selected.a, selected.b, tunnelInput());
      const [a, b] = [hostOf(selected.a), hostOf(selected.b)].sort((x, y) =>
        (x?.name ?? '') < (y?.name ?? '') ? -1 : 1,
      );
      return tunnel && a && b ? <TunnelSubject tunnel={tunnel} a={a} b={b} /> : null;
    }
    case 'namespace': {
      const host = hostOf(selected.hostId);
      const lane = host?.lanes.find((one) => one.tenantId === selected.tenantId);
      const memberships = (lane?.rows ?? []).flatMap((row) =>
        row.ends.filter((end) => end.endpointId === selected.endpointId).map((end) => ({ row, end })),
      );
      return host && lane && memberships.length > 0 ? (
        <EndpointSubject host={host} lane={lane} memberships={memberships} />
      ) : null;
    }
    case 'lane':
    case 'bridge':
    case 'vxlan':
    case 'veth':
      return presenceSubject(selected, fabric);
  }
}

function presenceSubject(
  selected: Extract<Selection, { kind: 'lane' | 'bridge' | 'vxlan' | 'veth' }>,
  fabric: FabricGraph,
): ReactNode {
  const { hosts } = fabric;
  const host = hosts.find((one) => one.id === selected.hostId);
  const lane = host?.lanes.find((one) => one.tenantId === selected.tenantId);
  const row = lane?.rows.find((one) => one.networkId === selected.networkId);
  if (!host || !lane || !row) return null;
  if (selected.kind === 'bridge') return <BridgeSubject host={host} lane={lane} row={row} />;
  if (selected.kind === 'veth') {
    const end = row.ends.find((one) => one.endpointId === selected.endpointId);
    return end ? <VethSubject host={host} lane={lane} row={row} end={end} /> : null;
  }
  const tunnels = tunnelsFrom(fabric, row.networkId, host.id, tunnelInput());
  const Subject = selected.kind === 'vxlan' ? VxlanSubject : LaneSubject;
  return <Subject host={host} lane={lane} row={row} tunnels={tunnels} hosts={hosts} />;
}
