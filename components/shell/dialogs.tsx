'use client';

import dynamic from 'next/dynamic';
import { useDialogs } from '@/components/live/dialog-store';
import { ConflictDialog } from '@/components/panels/plan/conflict-dialog';
import { Shortcuts } from './shortcuts';

const EditDialogs = dynamic(() =>
  import('@/components/topology/forms/edit-dialogs').then((all) => all.EditDialogs),
);
const Find = dynamic(() => import('./find').then((all) => all.Find));
const AdoptDialog = dynamic(() =>
  import('@/components/panels/adopt/adopt-dialog').then((all) => all.AdoptDialog),
);
const HostAdd = dynamic(() => import('@/components/panels/hosts/host-add').then((all) => all.HostAdd));
const HostUnderlay = dynamic(() =>
  import('@/components/panels/hosts/host-underlay').then((all) => all.HostUnderlay),
);
const HostRepin = dynamic(() => import('@/components/panels/hosts/host-repin').then((all) => all.HostRepin));
const HostRemove = dynamic(() =>
  import('@/components/panels/hosts/host-remove').then((all) => all.HostRemove),
);

const DriftAccept = dynamic(() =>
  import('@/components/panels/drift/drift-accept').then((all) => all.DriftAccept),
);

/** The dialog that is open, if any. */
export function Dialogs() {
  const open = useDialogs((dialogs) => dialogs.open);
  if (!open) return null;
  switch (open.kind) {
    case 'find':
      return <Find />;
    case 'shortcuts':
      return <Shortcuts />;
    case 'conflict':
      return <ConflictDialog since={open.since} />;
    case 'drift.accept':
      return <DriftAccept key={open.key} itemKey={open.key} />;
    case 'adopt':
      return <AdoptDialog />;
    case 'host.add':
      return <HostAdd />;
    case 'host.underlay':
      return <HostUnderlay key={open.hostId} hostId={open.hostId} />;
    case 'host.repin':
      return <HostRepin key={open.hostId} hostId={open.hostId} />;
    case 'host.remove':
      return <HostRemove key={open.hostId} hostId={open.hostId} />;
    case 'tenant.add':
    case 'tenant.set':
    case 'network.add':
    case 'network.set':
    case 'endpoint.add':
    case 'endpoint.set':
      return <EditDialogs />;
  }
}
