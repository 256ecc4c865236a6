import type { ReactNode } from 'react';
import { CodeLine } from '@/components/ui/code-line';
import { Notice } from '@/components/ui/notice';

/** A secret that was made just now: it is shown this once. */
export function MadeOnce({ children, text, label }: { children: ReactNode; text: string; label: string }) {
  return (
    <Notice severity="note" live>
      <div className="mb-2">{children}</div>
      <CodeLine text={text} label={label} />
    </Notice>
  );
}
