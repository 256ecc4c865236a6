'use client';

import { Plus, UserRound } from 'lucide-react';
import { useMemo } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { useHasAllTenants } from '@/components/live/me';
import { AdoptBanner } from '@/components/panels/adopt/adopt-banner';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { TableSkeleton } from '@/components/ui/skeleton';
import { TenantCard } from './tenant-card';
import { tenantRows } from './tenant-rows';

export function TenantsPage() {
  const committed = useLive((live) => live.intent);
  const view = useDraft((draft) => draft.view);
  const show = useDialogs((dialogs) => dialogs.show);
  const hasAll = useHasAllTenants();
  const rows = useMemo(
    () => (committed && view ? tenantRows(committed, view.intent, view.operations) : null),
    [committed, view],
  );
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden className="size-4" />}
      data-testid="add-tenant"
      onClick={() => show({ kind: 'tenant.add', hostIds: [] })}
    >
      Add a tenant
    </Button>
  );
  return (
    <PageFrame
      title="Tenants"
      lead="Who has networks here, apart from each other. Two tenants may use the same addresses."
      actions={hasAll && rows && rows.length > 0 && add}
      wide
    >
      <AdoptBanner />
      {!rows || !view ? (
        <Card>
          <TableSkeleton rows={3} />
        </Card>
      ) : rows.length === 0 ? (
        <Card>
          <EmptyState icon={<UserRound aria-hidden />} title="No tenants yet" action={hasAll && add}>
            {hasAll
              ? 'A tenant gets a name, a network with a VNI of its own, and an endpoint on each host that you choose. Everything is proposed and can be changed.'
              : 'The tenants that you have are not there any more. Ask an admin for others.'}
          </EmptyState>
        </Card>
      ) : (
        rows.map((row) => <TenantCard key={row.tenant.id} row={row} hosts={view.intent.hosts} />)
      )}
    </PageFrame>
  );
}
