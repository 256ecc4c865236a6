'use client';

import { PencilLine, Trash2 } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { draftIt } from '@/components/topology/actions/draft-it';
import { removeNetwork } from '@/components/topology/actions/drafting';
import { IconButton } from '@/components/ui/icon-button';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { hostsOfNetwork, type Network, type Tenant } from '@/server/model/intent';

export function NetworkTable({ tenant, removed }: { tenant: Tenant; removed: boolean }) {
  const show = useDialogs((dialogs) => dialogs.show);
  if (tenant.networks.length === 0) return null;
  return (
    <Table label={`Networks of ${tenant.name}`}>
      <thead>
        <tr>
          <HeadCell className="w-44">Network</HeadCell>
          <HeadCell>VNI</HeadCell>
          <HeadCell>Subnets</HeadCell>
          <HeadCell>MTU</HeadCell>
          <HeadCell>Devices</HeadCell>
          <HeadCell>Hosts</HeadCell>
          <HeadCell className="text-right">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {tenant.networks.map((network) => (
          <tr key={network.id}>
            <Cell className="font-semibold">{network.name}</Cell>
            <Cell className="tabular">{network.vni}</Cell>
            <Cell className="font-mono text-xs">{network.subnets.join(', ')}</Cell>
            <Cell className="whitespace-nowrap text-muted">
              {network.mtu ?? (isMtuFound(network) ? 'as found' : 'as the underlay carries')}
            </Cell>
            <Cell className="whitespace-nowrap font-mono text-muted text-xs">
              {network.bridge} · {network.vxlan}
            </Cell>
            <Cell className="text-muted tabular">{hostsOfNetwork(tenant, network.id).length}</Cell>
            <Cell className="whitespace-nowrap text-right">
              {!removed && (
                <>
                  <IconButton
                    size="sm"
                    label={`Edit network ${network.name}`}
                    icon={<PencilLine />}
                    onClick={() => show({ kind: 'network.set', tenantId: tenant.id, networkId: network.id })}
                  />
                  <IconButton
                    size="sm"
                    label={`Remove network ${network.name}`}
                    icon={<Trash2 />}
                    onClick={() => draftIt((intent) => removeNetwork(intent, tenant.id, network.id))}
                  />
                </>
              )}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

/** People gave its devices their MTUs, and these stay. */
function isMtuFound({ found }: Network): boolean {
  const presences = Object.values(found);
  return presences.length > 0 && presences.every(({ mtu }) => mtu === null);
}
