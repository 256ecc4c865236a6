'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, ShieldAlert, ShieldCheck } from 'lucide-react';
import { readApiError } from '@/components/live/api-error';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { buttonClasses } from '@/components/ui/button-classes';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import type { AuditVerdict } from '@/server/api/types';

/** Milliseconds: at a start a long log is looked at for seconds. */
const LOOK_AGAIN_MS = 1_000;
const SHOWN = 5;

/** For admins: whether the log is as it was written, and the way to take it away. */
export function AuditCard() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const told = useQuery({
    ...trpc.audit.verdict.queryOptions(),
    refetchInterval: (query) => (query.state.data === null ? LOOK_AGAIN_MS : false),
  });
  const verify = useMutation({ mutationFn: () => client.audit.verify.mutate() });
  const verdict = verify.data ?? told.data;
  const error = verify.error ?? told.error;
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          {verdict ? (
            <Verdict verdict={verdict} />
          ) : error ? null : (
            <Skeleton className="h-5 w-80 max-w-full" />
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" busy={verify.isPending} onClick={() => verify.mutate()}>
            Verify now
          </Button>
          {/* A route of its own, which answers with a file: no page of ours. */}
          <a href="/api/audit/export" download className={buttonClasses('secondary', 'sm')}>
            <Download aria-hidden className="size-3.5" />
            Export
          </a>
        </div>
      </div>
      {error && (
        <Notice severity="warning" live>
          The log was not verified: {readApiError(error).sentence}
        </Notice>
      )}
      {verdict && verdict.faults.length > 0 && <Broken verdict={verdict} />}
    </div>
  );
}

function Verdict({ verdict: { rows, hash, at, faults } }: { verdict: AuditVerdict }) {
  const whole = faults.length === 0;
  const Icon = whole ? ShieldCheck : ShieldAlert;
  return (
    <div className="flex items-start gap-2.5 text-sm" data-testid="audit-verdict">
      <Icon aria-hidden className={`mt-0.5 size-4.5 shrink-0 ${whole ? 'text-healthy' : 'text-failed'}`} />
      <p className="min-w-0 text-muted">
        <span className={`font-semibold ${whole ? 'text-ink' : 'text-failed'}`}>
          {whole ? 'The log is whole' : 'The log was changed'}
        </span>
        {': '}
        {whole
          ? `${rows.toLocaleString()} ${rows === 1 ? 'row' : 'rows'}, each holding the hash of the one before`
          : 'somebody wrote to the database past Overlane'}
        . Looked at <Age at={at} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
        {whole && (
          <>
            , last hash <code className="font-mono text-ink text-xs">{hash.slice(0, 12)}</code>
          </>
        )}
        .
      </p>
    </div>
  );
}

function Broken({ verdict: { faults } }: { verdict: AuditVerdict }) {
  return (
    <Notice severity="error" live>
      <ul className="flex flex-col gap-0.5">
        {faults.slice(0, SHOWN).map(({ id, sentence }) => (
          <li key={`${id} ${sentence}`}>{sentence}</li>
        ))}
        {faults.length > SHOWN && <li>and {faults.length - SHOWN} more</li>}
      </ul>
      <p className="mt-1.5 text-muted">
        Keep an export of it as it is now, and compare it with an earlier one:{' '}
        <code className="font-mono text-xs">npx overlane audit verify FILE</code> says up to which row they
        agree.
      </p>
    </Notice>
  );
}
