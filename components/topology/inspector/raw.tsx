'use client';

import { ChevronRight } from 'lucide-react';
import { CodeLine } from '@/components/ui/code-line';

export type RawFacts = { title: string; text: string | null; commands: string[] };

/** The same facts as the host's own tools print them, and the commands that show them there. */
export function Raw({ facts }: { facts: RawFacts[] }) {
  return (
    <details className="group/raw" data-testid="raw">
      <summary className="section-title flex list-none items-center gap-1 rounded-sm py-0.5 hover:text-ink">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open/raw:rotate-90" />
        Raw, and the commands
      </summary>
      <div className="mt-2.5 flex flex-col gap-4">
        {facts.map(({ title, text, commands }) => (
          <div key={title} className="flex min-w-0 flex-col gap-1.5">
            {facts.length > 1 && <p className="font-medium text-ink text-xs">{title}</p>}
            {text && (
              <pre className="live-data overflow-x-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-ink text-xs leading-[1.55]">
                {text}
              </pre>
            )}
            {commands.map((command) => (
              <CodeLine key={command} text={command} />
            ))}
          </div>
        ))}
      </div>
    </details>
  );
}
