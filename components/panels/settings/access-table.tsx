'use client';

import { Trash2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Cell, HeadCell, Table } from '@/components/ui/table';

export type Access = {
  id: string;
  name: string;
  expiresAt: number;
  lastUsedAt: number | null;
  lastUsedFrom: string | null;
};

/** Tokens or view links: until when each is good, when it was used last, and the way to end it. */
export function AccessTable<T extends Access>({
  label,
  rows,
  column,
  onRevoke,
}: {
  label: string;
  rows: readonly T[];
  /** What stands between the name and the end. */
  column: { title: string; of(row: T): ReactNode };
  onRevoke(row: T): Promise<void>;
}) {
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <div className="rounded-md border border-line">
      <Table label={label}>
        <thead>
          <tr>
            <HeadCell>Name</HeadCell>
            <HeadCell>{column.title}</HeadCell>
            <HeadCell>Good until</HeadCell>
            <HeadCell>Last used</HeadCell>
            <HeadCell className="text-right">
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody className="[&_tr:last-child_td]:border-b-0">
          {rows.map((row) => (
            <tr key={row.id}>
              <Cell className="font-semibold">{row.name}</Cell>
              <Cell className="text-muted">{column.of(row)}</Cell>
              <Cell className="whitespace-nowrap text-muted">
                <Until at={row.expiresAt} />
              </Cell>
              <Cell className="whitespace-nowrap text-muted">
                {row.lastUsedAt === null ? (
                  'never'
                ) : (
                  <>
                    <Age at={row.lastUsedAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
                    {row.lastUsedFrom && <span className="text-faint"> from {row.lastUsedFrom}</span>}
                  </>
                )}
              </Cell>
              <Cell className="whitespace-nowrap text-right">
                {leaving === row.id ? (
                  <span className="inline-flex gap-2">
                    <Button size="sm" onClick={() => setLeaving(null)}>
                      Keep
                    </Button>
                    <Button
                      size="sm"
                      look="danger"
                      onClick={() => void onRevoke(row).finally(() => setLeaving(null))}
                    >
                      Revoke {row.name}
                    </Button>
                  </span>
                ) : (
                  <IconButton
                    size="sm"
                    label={`Revoke ${row.name}`}
                    icon={<Trash2 />}
                    onClick={() => setLeaving(row.id)}
                  />
                )}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Until({ at }: { at: number }) {
  if (at <= Date.now()) return <span className="font-medium text-degraded">over</span>;
  const date = new Date(at);
  return <time dateTime={date.toISOString()}>{date.toLocaleDateString()}</time>;
}
