import type { Metadata } from 'next';
import { IsolationPage } from '@/components/panels/isolation/isolation-page';

export const metadata: Metadata = { title: 'Isolation' };

export default function IsolationRoute() {
  return <IsolationPage />;
}
