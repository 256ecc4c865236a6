'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import type { FdbRow } from './fdb-rows';
import { Section } from './parts';

const ROWS_SHOWN = 12;

/** The forwarding database as rows of MAC, kind and where to. */
export function FdbTable({
  rows,
  toWord,
  nameOf,
}: {
  rows: FdbRow[];
  toWord: string;
  nameOf?: (to: string) => string | null;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, ROWS_SHOWN);
  return (
    <Section title="Forwarding database" aside={rows.length > 0 ? String(rows.length) : undefined}>
      {rows.length === 0 ? (
        <p className="text-muted text-sm">No entries.</p>
      ) : (
        <table className="live-data w-full border-collapse text-left text-xs" data-testid="fdb">
          <thead>
            <tr className="border-line border-b text-muted">
              <th scope="col" className="py-1.5 pr-2 font-medium">
                MAC
              </th>
              <th scope="col" className="py-1.5 pr-2 font-medium">
                Kind
              </th>
              <th scope="col" className="py-1.5 font-medium">
                {toWord}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={`${row.mac} ${row.to}`} className="border-line border-b">
                <td className="whitespace-nowrap py-1.5 pr-2 font-mono text-ink">{row.mac}</td>
                <td className="py-1.5 pr-2 text-muted">{row.kind}</td>
                <td className="py-1.5 text-ink tabular [overflow-wrap:anywhere]">
                  {row.to}
                  {nameOf?.(row.to) && <span className="text-muted"> {nameOf(row.to)}</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > ROWS_SHOWN && (
        <Button size="sm" look="ghost" className="mt-1.5 self-start" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${rows.length}`}
        </Button>
      )}
    </Section>
  );
}
