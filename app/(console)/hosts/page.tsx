import type { Metadata } from 'next';
import { HostsPage } from '@/components/panels/hosts/hosts-page';

export const metadata: Metadata = { title: 'Hosts' };

export default function HostsRoute() {
  return <HostsPage />;
}
