import type { Metadata } from 'next';
import { OpsView } from '@/components/panels/ops/ops-view';
import { requireWatcher } from '../visitor';

export const metadata: Metadata = { title: 'Operations' };

export default async function OpsRoute() {
  return <OpsView me={await requireWatcher()} />;
}
