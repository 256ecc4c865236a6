'use client';

import { Plus, Server } from 'lucide-react';
import { useState } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useHasAllTenants } from '@/components/live/me';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { TableSkeleton } from '@/components/ui/skeleton';
import { HostDetail } from './host-detail';
import { HostTable } from './host-table';

export function HostsPage() {
  const hosts = useLive((live) => live.intent?.hosts ?? null);
  const show = useDialogs((dialogs) => dialogs.show);
  const forbidden = useForbidden('admin');
  const hasAll = useHasAllTenants();
  const [chosen, setChosen] = useState<string | null>(null);
  const host = hosts?.find((one) => one.id === chosen) ?? hosts?.[0] ?? null;
  const add = (
    <Button
      look="primary"
      icon={<Plus aria-hidden className="size-4" />}
      disabledReason={forbidden}
      data-testid="add-host"
      onClick={() => show({ kind: 'host.add' })}
    >
      Add a host
    </Button>
  );
  return (
    <PageFrame
      title="Hosts"
      lead="Linux machines that carry tenants. Overlane signs in over SSH and installs nothing."
      actions={hasAll && hosts && hosts.length > 0 && add}
      wide
    >
      {!hosts ? (
        <Card>
          <TableSkeleton rows={3} />
        </Card>
      ) : hosts.length === 0 ? (
        <Card>
          <EmptyState icon={<Server aria-hidden />} title="No hosts yet" action={hasAll && add}>
            Any Linux machine with sshd, iproute2 and root rights will do. You see its key before anything is
            sent.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <Card className="min-w-0">
            <HostTable hosts={hosts} chosen={host?.id ?? null} onChoose={setChosen} />
          </Card>
          {host && (
            <Card className="min-w-0">
              <HostDetail key={host.id} host={host} />
            </Card>
          )}
        </div>
      )}
    </PageFrame>
  );
}
