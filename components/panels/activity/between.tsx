'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useTRPCClient } from '@/components/live/trpc';
import { Button } from '@/components/ui/button';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';

/** "What is different since revision 12?", and who made it so. */
export function Between() {
  const present = useLive((live) => live.intent?.revision ?? 0);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const asked = asRevision(from);
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-2 text-ink text-sm">
        <label className="font-medium" htmlFor="between-from">
          What differs between revision
        </label>
        <div className="w-20">
          <Input
            id="between-from"
            inputMode="numeric"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        </div>
        <label className="font-medium" htmlFor="between-to">
          and
        </label>
        <div className="w-20">
          <Input
            id="between-to"
            inputMode="numeric"
            placeholder={String(present)}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        </div>
        {asked === null && present > 0 && (
          <Button size="sm" look="ghost" onClick={() => setFrom(String(present - 1))}>
            The last change
          </Button>
        )}
        {asked !== null && (
          <Button size="sm" look="ghost" onClick={() => setFrom('')}>
            Close
          </Button>
        )}
      </div>
      {asked !== null && <Differences from={asked} to={asRevision(to) ?? present} />}
    </div>
  );
}

function asRevision(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function Differences({ from, to }: { from: number; to: number }) {
  const client = useTRPCClient();
  const query = useQuery({
    queryKey: ['changes.between', from, to],
    queryFn: ({ signal }) => client.changes.between.query({ from, to }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (query.error) return <Notice severity="warning">{readApiError(query.error).sentence}</Notice>;
  if (!query.data) return <Skeleton className="h-5 w-1/2" />;
  const { differences, changes } = query.data;
  return (
    <div data-testid="between" className="grid gap-x-8 gap-y-3 text-sm md:grid-cols-2">
      {differences.length === 0 ? (
        <p className="text-muted">Nothing: the fabric is the same at both.</p>
      ) : (
        <ul aria-label="Differences" className="flex list-disc flex-col gap-1 pl-4 text-ink">
          {differences.map((sentence) => (
            <li key={sentence} className="break-words">
              {sentence}
            </li>
          ))}
        </ul>
      )}
      <ol aria-label="Changes between them" className="flex flex-col gap-1 text-muted">
        {changes.map(({ revision, actor, at, sentence }) => (
          <li key={revision} className="break-words">
            <span className="tabular">{revision}</span> ·{' '}
            <span className="font-medium text-ink">{actor}</span> · {new Date(at).toLocaleString()} ·{' '}
            {sentence}
          </li>
        ))}
      </ol>
    </div>
  );
}
