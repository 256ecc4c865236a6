'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTRPC } from '@/components/live/trpc';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/page-frame';
import { Cell, HeadCell, Table } from '@/components/ui/table';
import { Section } from './parts';
import { SignOff } from './sign-off';
import { VERDICT_LOOK } from './verdict-look';

/** Reports that people signed off, the newest first. */
export function SignedReports() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.isolation.reports.queryOptions());
  const key = useQuery({ ...trpc.isolation.reportKey.queryOptions(), staleTime: Number.POSITIVE_INFINITY });
  return (
    <Section title="Signed reports" actions={<SignOff />}>
      <Card>
        {data && data.length > 0 ? (
          <Table label="Signed reports">
            <thead>
              <tr>
                <HeadCell>Signed</HeadCell>
                <HeadCell>By</HeadCell>
                <HeadCell>Result</HeadCell>
                <HeadCell>
                  <span className="sr-only">Open</span>
                </HeadCell>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, at, signedBy, verdict }) => {
                const look = VERDICT_LOOK[verdict];
                return (
                  <tr key={id} className="last:[&>td]:border-b-0">
                    <Cell className="whitespace-nowrap tabular">
                      <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
                        {new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}
                      </time>
                    </Cell>
                    <Cell className="[overflow-wrap:anywhere]">{signedBy}</Cell>
                    <Cell>
                      <Badge tone={look.tone} icon={<look.Icon aria-hidden />}>
                        {look.word}
                      </Badge>
                    </Cell>
                    <Cell className="text-right">
                      <Link
                        href={`/report/${id}`}
                        prefetch={false}
                        className="font-medium text-accent-ink hover:underline"
                      >
                        Open
                      </Link>
                    </Cell>
                  </tr>
                );
              })}
            </tbody>
          </Table>
        ) : (
          <p className="p-4 text-muted text-sm sm:p-5">
            None yet. A report holds what was computed and what packets proved, with who stands for it, to be
            kept as a file or on paper.
          </p>
        )}
        {key.data && (
          <p className="border-line border-t px-4 py-3 text-muted text-xs [overflow-wrap:anywhere] sm:px-5">
            Reports of this installation are signed with the key{' '}
            <code className="font-mono text-ink">{key.data.fingerprint}</code>.{' '}
            <code className="font-mono">overlane isolation verify FILE</code> checks one.
          </p>
        )}
      </Card>
    </Section>
  );
}
