'use client';

import { ArrowLeft, Download, Printer } from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button';

/** What can be done with a report; it is not on paper. */
export function ReportBar({ name, text }: { name: string; text: string }) {
  return (
    <header className="sticky top-0 z-10 flex flex-wrap items-center justify-between gap-3 border-line border-b bg-surface px-4 py-2 print:hidden">
      <Link
        href="/isolation"
        prefetch={false}
        className="inline-flex items-center gap-2 rounded-md px-2 py-1.5 font-medium text-ink text-sm hover:bg-hover"
      >
        <ArrowLeft aria-hidden className="size-4" />
        Isolation
      </Link>
      <div className="flex items-center gap-2">
        <Button icon={<Download aria-hidden className="size-4" />} onClick={() => save(name, text)}>
          Signed JSON
        </Button>
        <Button
          look="primary"
          icon={<Printer aria-hidden className="size-4" />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      </div>
    </header>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
