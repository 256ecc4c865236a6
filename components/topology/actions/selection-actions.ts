'use client';

import {
  Activity,
  CirclePlus,
  Focus,
  Hand,
  KeyRound,
  type LucideIcon,
  PencilLine,
  Route,
  ScanSearch,
  Spline,
  Trash2,
} from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useLayout } from '@/components/shell/layout-store';
import type { Intent } from '@/server/model/intent';
import { type Selection, useSelection } from '../selection-store';
import { useView } from '../view-store';
import { draftIt } from './draft-it';
import {
  removeEndpoint,
  removeNetwork,
  removeNetworkFromHost,
  removeTenant,
  removeTenantFromHost,
} from './drafting';

/** Something that can be done with what is selected. Disabled with a reason rather than hidden. */
export type Action = {
  id: string;
  label: string;
  Icon: LucideIcon;
  /** Takes something away; it stands apart from the rest. */
  removes: boolean;
  disabledReason: string | null;
  run(): void;
};

const PLAIN = { removes: false, disabledReason: null };
const ADOPT: Action = {
  ...PLAIN,
  id: 'adopt',
  label: 'What was built by hand…',
  Icon: Hand,
  run: () => useDialogs.getState().show({ kind: 'adopt' }),
};
const REMOVAL = { removes: true, disabledReason: null, Icon: Trash2 };

/** `hasAll`: of whoever has some of the tenants, what is of hosts and of tenants to come is left out. */
export function actionsFor(selection: Selection, intent: Intent, hasAll = true): Action[] {
  const actions = allActionsFor(selection, intent);
  return hasAll ? actions : actions.filter(({ id }) => !isOfAll(id));
}

function isOfAll(id: string): boolean {
  return id.startsWith('host.') || id === 'tenant.add' || id === 'adopt';
}

function allActionsFor(selection: Selection, intent: Intent): Action[] {
  switch (selection.kind) {
    case 'host':
      return hostActions(selection.hostId, intent);
    case 'tenant':
      return tenantActions(selection.tenantId, null, intent);
    case 'lane':
    case 'bridge':
    case 'vxlan':
      return laneActions(selection, intent);
    case 'namespace':
    case 'veth':
      return endpointActions(selection, intent);
    case 'tunnel':
      return [
        traceAction(selection, null),
        captureAction(selection, null),
        lensAction(selection.tenantId, intent),
      ];
    case 'foreign':
      return [ADOPT];
  }
}

/** What the Delete key does: the smallest removal of what is selected. */
export function removalOf(selection: Selection, intent: Intent, hasAll = true): Action | null {
  return actionsFor(selection, intent, hasAll).find((action) => action.removes) ?? null;
}

function hostActions(hostId: string, intent: Intent): Action[] {
  const { show } = useDialogs.getState();
  const host = intent.hosts.find((one) => one.id === hostId);
  const gone = host ? null : 'The draft removes this host';
  const carries = intent.tenants.filter((tenant) =>
    tenant.endpoints.some((endpoint) => endpoint.hostId === hostId),
  );
  const noTenant = intent.tenants.length === 0 ? 'There is no tenant yet' : null;
  return [
    {
      ...PLAIN,
      id: 'tenant.add',
      label: 'Add a tenant here…',
      Icon: CirclePlus,
      disabledReason: gone,
      run: () => show({ kind: 'tenant.add', hostIds: [hostId] }),
    },
    {
      ...PLAIN,
      id: 'endpoint.add',
      label: 'Add an endpoint here…',
      Icon: CirclePlus,
      disabledReason: gone ?? noTenant,
      run: () => show({ kind: 'endpoint.add', tenantId: null, hostId, hostIds: [hostId] }),
    },
    {
      ...PLAIN,
      id: 'host.underlay',
      label: host?.underlay ? 'Change the underlay…' : 'Choose the underlay…',
      Icon: Route,
      disabledReason: gone,
      run: () => show({ kind: 'host.underlay', hostId }),
    },
    {
      ...PLAIN,
      id: 'host.repin',
      label: host?.hostKey ? 'Pin another host key…' : 'Pin the host key…',
      Icon: KeyRound,
      disabledReason: gone,
      run: () => show({ kind: 'host.repin', hostId }),
    },
    {
      ...REMOVAL,
      id: 'host.remove',
      label: 'Remove the host…',
      disabledReason:
        gone ??
        (carries.length > 0 ? `It still carries ${carries.map((tenant) => tenant.name).join(', ')}` : null),
      run: () => show({ kind: 'host.remove', hostId }),
    },
  ];
}

function lensAction(tenantId: string, intent: Intent): Action {
  const { lens, look } = useView.getState();
  const name = intent.tenants.find((one) => one.id === tenantId)?.name ?? 'this tenant';
  const only = lens.kind === 'tenant' && lens.tenantId === tenantId;
  return {
    ...PLAIN,
    id: 'lens',
    label: only ? 'Show the whole fabric' : `Show only ${name}`,
    Icon: Focus,
    run: () => look(only ? { kind: 'fabric' } : { kind: 'tenant', tenantId }),
  };
}

function tenantActions(tenantId: string, hostId: string | null, intent: Intent): Action[] {
  const { show } = useDialogs.getState();
  const tenant = intent.tenants.find((one) => one.id === tenantId);
  const gone = tenant ? null : 'The draft removes this tenant';
  const hostIds = hostId ? [hostId] : [];
  return [
    {
      ...PLAIN,
      id: 'endpoint.add',
      label: hostId ? 'Add an endpoint here…' : 'Add endpoints…',
      Icon: CirclePlus,
      disabledReason: gone,
      run: () => show({ kind: 'endpoint.add', tenantId, hostId, hostIds }),
    },
    {
      ...PLAIN,
      id: 'network.add',
      label: 'Add a network…',
      Icon: CirclePlus,
      disabledReason: gone,
      run: () => show({ kind: 'network.add', tenantId, hostIds }),
    },
    {
      ...PLAIN,
      id: 'tenant.set',
      label: 'Edit the tenant…',
      Icon: PencilLine,
      disabledReason: gone,
      run: () => show({ kind: 'tenant.set', tenantId }),
    },
    lensAction(tenantId, intent),
    {
      ...REMOVAL,
      id: 'tenant.remove',
      label: 'Remove the tenant everywhere',
      disabledReason: gone,
      run: () => draftIt((current) => removeTenant(current, tenantId)),
    },
  ];
}

type Presence = { tenantId: string; networkId: string; hostId: string };

function laneActions(selection: Presence & Selection, intent: Intent): Action[] {
  const { tenantId, networkId, hostId } = selection;
  const { show } = useDialogs.getState();
  const tenant = intent.tenants.find((one) => one.id === tenantId);
  const network = tenant?.networks.find((one) => one.id === networkId);
  const host = intent.hosts.find((one) => one.id === hostId)?.name ?? 'the host';
  const several = (tenant?.networks.length ?? 0) > 1;
  const there = tenant?.endpoints.some(
    (endpoint) =>
      endpoint.hostId === hostId && endpoint.interfaces.some((wire) => wire.networkId === networkId),
  );
  const gone = there ? null : 'The draft removes it already';
  const endpoint = tenant?.endpoints.find(
    (one) => one.hostId === hostId && one.interfaces.some((wire) => wire.networkId === networkId),
  );
  return [
    pingAction({ tenantId, endpointId: endpoint?.id ?? '', hostId }, gone),
    captureAction(selection, gone),
    {
      ...PLAIN,
      id: 'network.set',
      label: 'Edit the network…',
      Icon: PencilLine,
      disabledReason: network ? null : 'The draft removes this network',
      run: () => show({ kind: 'network.set', tenantId, networkId }),
    },
    ...tenantActions(tenantId, hostId, intent).filter((action) => !action.removes),
    {
      ...REMOVAL,
      id: 'lane.remove',
      label: several
        ? `Remove ${network?.name ?? 'the network'} from ${host}`
        : `Remove ${tenant?.name ?? 'it'} from ${host}`,
      disabledReason: gone,
      run: () => draftIt((current) => removeNetworkFromHost(current, tenantId, networkId, hostId)),
    },
    ...(several
      ? [
          {
            ...REMOVAL,
            id: 'tenant.leave',
            label: `Remove ${tenant?.name} from ${host}`,
            run: () => draftIt((current) => removeTenantFromHost(current, tenantId, hostId)),
          },
          {
            ...REMOVAL,
            id: 'network.remove',
            label: `Remove network ${network?.name ?? ''} everywhere`,
            disabledReason: network ? null : 'The draft removes it already',
            run: () => draftIt((current) => removeNetwork(current, tenantId, networkId)),
          },
        ]
      : []),
    ...tenantActions(tenantId, hostId, intent).filter((action) => action.removes),
  ];
}

/** The dock captures where the selection is. */
function captureAction(selection: Selection, gone: string | null): Action {
  return {
    ...PLAIN,
    id: 'capture',
    label: 'Capture here',
    Icon: ScanSearch,
    disabledReason: gone,
    run: () => {
      useSelection.getState().select(selection);
      useLayout.getState().showDock('capture');
    },
  };
}

/** The dock follows packets through the tunnel, or from the endpoint, that is selected. */
function traceAction(selection: Selection, gone: string | null): Action {
  return {
    ...PLAIN,
    id: 'trace',
    label: 'Follow packets…',
    Icon: Spline,
    disabledReason: gone,
    run: () => {
      useSelection.getState().select(selection);
      useLayout.getState().showDock('trace');
    },
  };
}

/** The dock pings from the endpoint that is selected. */
function pingAction(
  from: { tenantId: string; endpointId: string; hostId: string },
  gone: string | null,
): Action {
  return {
    ...PLAIN,
    id: 'ping',
    label: 'Ping from here',
    Icon: Activity,
    disabledReason: gone,
    run: () => {
      useSelection.getState().select({ kind: 'namespace', ...from });
      useLayout.getState().showDock('ping');
    },
  };
}

function endpointActions(
  selection: Selection & { tenantId: string; endpointId: string; hostId: string },
  intent: Intent,
): Action[] {
  const { tenantId, endpointId, hostId } = selection;
  const { show } = useDialogs.getState();
  const tenant = intent.tenants.find((one) => one.id === tenantId);
  const endpoint = tenant?.endpoints.find((one) => one.id === endpointId);
  const host = intent.hosts.find((one) => one.id === hostId)?.name ?? 'the host';
  const gone = endpoint ? null : 'The draft removes this endpoint';
  return [
    pingAction({ tenantId, endpointId, hostId }, gone),
    traceAction(selection, gone),
    captureAction(selection, gone),
    {
      ...PLAIN,
      id: 'endpoint.set',
      label: 'Edit addresses…',
      Icon: PencilLine,
      disabledReason: gone,
      run: () => show({ kind: 'endpoint.set', tenantId, endpointId }),
    },
    lensAction(tenantId, intent),
    {
      ...REMOVAL,
      id: 'endpoint.remove',
      label: `Remove ${endpoint?.namespace ?? 'the endpoint'} from ${host}`,
      disabledReason: gone,
      run: () => draftIt((current) => removeEndpoint(current, tenantId, endpointId)),
    },
  ];
}
