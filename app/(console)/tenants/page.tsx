import type { Metadata } from 'next';
import { TenantsPage } from '@/components/panels/tenants/tenants-page';

export const metadata: Metadata = { title: 'Tenants' };

export default function TenantsRoute() {
  return <TenantsPage />;
}
