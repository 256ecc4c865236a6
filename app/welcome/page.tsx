import type { Metadata } from 'next';
import { Welcome } from '@/components/shell/welcome';
import { requireVisitor } from '../visitor';

export const metadata: Metadata = { title: 'Welcome' };

export default async function WelcomeRoute() {
  const { name, role } = await requireVisitor();
  return <Welcome name={name} role={role} />;
}
