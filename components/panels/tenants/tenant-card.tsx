'use client';

import { EllipsisVertical, Hand, PencilLine, Plus, ShieldCheck, Trash2, Waypoints } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useDialogs } from '@/components/live/dialog-store';
import { useStatus } from '@/components/live/live-store';
import { draftIt } from '@/components/topology/actions/draft-it';
import { removeTenant, takeChargeOf } from '@/components/topology/actions/drafting';
import { useSelection } from '@/components/topology/selection-store';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { HealthBadge } from '@/components/ui/health-badge';
import { IconButton } from '@/components/ui/icon-button';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { Card } from '@/components/ui/page-frame';
import { Tooltip } from '@/components/ui/tooltip';
import { isAdopted } from '@/server/model/adopted';
import type { Host } from '@/server/model/intent';
import { statusKey } from '@/server/model/status-key';
import { EndpointTable } from './endpoint-table';
import { NetworkTable } from './network-table';
import type { TenantRow } from './tenant-rows';

const DRAFT_WORDS: Record<Exclude<TenantRow['draft'], 'none'>, string> = {
  new: 'in the draft',
  changed: 'changed in the draft',
  removed: 'removed in the draft',
};

/** One tenant: its networks and its endpoints. */
export function TenantCard({ row, hosts }: { row: TenantRow; hosts: Host[] }) {
  const { tenant, draft, hostNames } = row;
  const router = useRouter();
  const show = useDialogs((dialogs) => dialogs.show);
  const status = useStatus(statusKey.tenant(tenant.id));
  const removed = draft === 'removed';
  return (
    <Card
      className={classNames('min-w-0 overflow-hidden', draft !== 'none' && 'border-accent border-dashed')}
    >
      <div data-testid={`tenant-${tenant.name}`}>
        <header
          className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-b px-4 py-3"
          style={{ background: `var(--tenant-${tenant.color}-soft)` }}
        >
          <span
            aria-hidden
            className="size-3 rounded-[4px]"
            style={{ background: `var(--tenant-${tenant.color})` }}
          />
          <h2
            className={classNames('font-semibold text-base', removed && 'line-through')}
            style={{ color: `var(--tenant-${tenant.color})` }}
          >
            {tenant.name}
          </h2>
          <span className="text-muted text-xs">
            prefix {tenant.prefix} ·{' '}
            {hostNames.length === 0 ? 'on no host yet' : `on ${hostNames.join(', ')}`}
          </span>
          <div className="ml-auto flex items-center gap-2">
            {isAdopted(tenant) && (
              <Tooltip content="People made it: Overlane leaves its settings as it found them, and gives it back when it is removed. “Take full charge” changes that.">
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                <span tabIndex={0} className="rounded-full">
                  <Badge tone="foreign" icon={<Hand aria-hidden />}>
                    adopted
                  </Badge>
                </span>
              </Tooltip>
            )}
            {draft !== 'none' && <Badge tone="accent">{DRAFT_WORDS[draft]}</Badge>}
            {status && draft !== 'new' && (
              <Tooltip content={status.sentence}>
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                <span tabIndex={0} className="live-data rounded-full">
                  <HealthBadge health={status.health} />
                </span>
              </Tooltip>
            )}
            {!removed && (
              <Menu
                trigger={
                  <IconButton size="sm" label={`Actions for ${tenant.name}`} icon={<EllipsisVertical />} />
                }
              >
                <MenuItem
                  icon={<Waypoints />}
                  onSelect={() => {
                    useSelection.getState().seek({ kind: 'tenant', tenantId: tenant.id });
                    router.push('/');
                  }}
                >
                  Show on the topology
                </MenuItem>
                <MenuItem
                  icon={<PencilLine />}
                  onSelect={() => show({ kind: 'tenant.set', tenantId: tenant.id })}
                >
                  Edit…
                </MenuItem>
                {isAdopted(tenant) && (
                  <MenuItem
                    icon={<ShieldCheck />}
                    onSelect={() => draftIt((intent) => takeChargeOf(intent, tenant.id))}
                  >
                    Take full charge
                  </MenuItem>
                )}
                <MenuSeparator />
                <MenuItem
                  icon={<Trash2 />}
                  danger
                  onSelect={() => draftIt((intent) => removeTenant(intent, tenant.id))}
                >
                  Remove
                </MenuItem>
              </Menu>
            )}
          </div>
        </header>
        <NetworkTable tenant={tenant} removed={removed} />
        <EndpointTable tenant={tenant} hosts={hosts} removed={removed} />
        {!removed && (
          <footer className="flex flex-wrap gap-2 border-line border-t bg-sunken px-4 py-2.5">
            <Button
              size="sm"
              icon={<Plus aria-hidden className="size-3.5" />}
              onClick={() => show({ kind: 'network.add', tenantId: tenant.id })}
            >
              Network
            </Button>
            <Button
              size="sm"
              icon={<Plus aria-hidden className="size-3.5" />}
              disabledReason={tenant.networks.length === 0 && 'An endpoint needs a network: add one first'}
              onClick={() => show({ kind: 'endpoint.add', tenantId: tenant.id, hostId: null })}
            >
              Endpoint
            </Button>
          </footer>
        )}
      </div>
    </Card>
  );
}
