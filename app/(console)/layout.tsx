import type { ReactNode } from 'react';
import { Console } from '@/components/shell/console';
import { requireVisitor } from '../visitor';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return <Console me={await requireVisitor()}>{children}</Console>;
}
