'use client';

import { PencilLine, Trash2 } from 'lucide-react';
import { useDialogs } from '@/components/live/dialog-store';
import { useStatus } from '@/components/live/live-store';
import { draftIt } from '@/components/topology/actions/draft-it';
import { removeEndpoint } from '@/components/topology/actions/drafting';
import { HealthMark } from '@/components/ui/health-badge';
import { IconButton } from '@/components/ui/icon-button';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import type { Endpoint, Host, Tenant } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';

export function EndpointTable({
  tenant,
  hosts,
  removed,
}: {
  tenant: Tenant;
  hosts: Host[];
  removed: boolean;
}) {
  if (tenant.endpoints.length === 0) {
    return <p className="px-4 py-3.5 text-muted text-sm">No endpoints yet: it is on no host.</p>;
  }
  return (
    <Table label={`Endpoints of ${tenant.name}`}>
      <thead>
        <tr>
          <HeadCell className="w-44">Endpoint on</HeadCell>
          <HeadCell>Namespace</HeadCell>
          <HeadCell>Networks and addresses</HeadCell>
          <HeadCell>MAC</HeadCell>
          <HeadCell>Health</HeadCell>
          <HeadCell className="text-right">
            <span className="sr-only">Actions</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody className="[&_tr:last-child_td]:border-b-0">
        {tenant.endpoints.map((endpoint) => (
          <EndpointRow
            key={endpoint.id}
            tenant={tenant}
            endpoint={endpoint}
            host={hosts.find((one) => one.id === endpoint.hostId)?.name ?? '?'}
            removed={removed}
          />
        ))}
      </tbody>
    </Table>
  );
}

function EndpointRow({
  tenant,
  endpoint,
  host,
  removed,
}: {
  tenant: Tenant;
  endpoint: Endpoint;
  host: string;
  removed: boolean;
}) {
  const show = useDialogs((dialogs) => dialogs.show);
  const status = useStatus(statusKey.endpoint(endpoint.id));
  return (
    <tr>
      <Cell className="font-semibold">
        {host}
        {endpoint.name && <span className="font-normal text-muted"> / {endpoint.name}</span>}
      </Cell>
      <Cell className="whitespace-nowrap font-mono text-muted text-xs">{endpoint.namespace}</Cell>
      <Cell>
        {endpoint.interfaces.map((wire) => (
          <p key={wire.networkId} className="whitespace-nowrap text-xs">
            {tenant.networks.length > 1 && (
              <span className="text-muted">
                {tenant.networks.find((network) => network.id === wire.networkId)?.name ?? '?'}{' '}
              </span>
            )}
            <span className="font-mono">{wire.addresses.join(', ')}</span>
          </p>
        ))}
      </Cell>
      <Cell>
        {endpoint.interfaces.map((wire) => (
          <p key={wire.networkId} className="whitespace-nowrap font-mono text-muted text-xs">
            {wire.mac ?? 'as found'}
          </p>
        ))}
      </Cell>
      <Cell className="live-data min-w-52 max-w-80">
        {status ? (
          <>
            <HealthMark health={status.health} className="text-xs" />
            {status.health !== 'healthy' && <p className="text-muted text-xs">{status.sentence}</p>}
          </>
        ) : (
          <span className="text-muted text-xs">not applied yet</span>
        )}
      </Cell>
      <Cell className="whitespace-nowrap text-right">
        {!removed && (
          <>
            <IconButton
              size="sm"
              label={`Edit the endpoint on ${host}`}
              icon={<PencilLine />}
              onClick={() => show({ kind: 'endpoint.set', tenantId: tenant.id, endpointId: endpoint.id })}
            />
            <IconButton
              size="sm"
              label={`Remove the endpoint on ${host}`}
              icon={<Trash2 />}
              onClick={() => draftIt((intent) => removeEndpoint(intent, tenant.id, endpoint.id))}
            />
          </>
        )}
      </Cell>
    </tr>
  );
}
