'use client';

import { Play, Square } from 'lucide-react';
import { useLive } from '@/components/live/live-store';
import { useForbidden, useHasAllTenants } from '@/components/live/me';
import { Age } from '@/components/ui/age';
import { TONE_TEXT } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page-frame';
import { TableSkeleton } from '@/components/ui/skeleton';
import type { Proof } from '@/server/api/types';
import { Figure, Section } from './parts';
import { ProofSchedule } from './proof-schedule';
import { ProofTenants } from './proof-tenants';
import { useLastProof, useOwnProof } from './use-proof';
import { VERDICT_LOOK } from './verdict-look';

/** What marked packets between tenants found last, and the button that sends them again. */
export function ProofSection() {
  const proof = useLastProof();
  const own = useOwnProof();
  const state = useLive((live) => live.proofs);
  const forbidden = useForbidden('operator');
  const hasAll = useHasAllTenants();
  const others = own.progress === null ? (state?.running ?? null) : null;
  return (
    <Section title="Proven by packets">
      <Card>
        <div
          className="flex flex-col gap-4 p-4 sm:p-5"
          data-testid="isolation-proof"
          data-verdict={proof?.verdict}
        >
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            {proof ? (
              <Verdict proof={proof} />
            ) : proof === null ? (
              <p className="max-w-160 text-muted text-sm">
                Nobody has tried it yet: endpoints of every tenant send marked packets, and captures look
                whether one comes to another tenant. It takes a few seconds and disturbs nobody.
              </p>
            ) : (
              <TableSkeleton rows={1} />
            )}
            {hasAll && (
              <div className="flex items-center gap-3 print:hidden">
                {own.progress ? (
                  <>
                    <Progress {...own.progress} />
                    <Button icon={<Square aria-hidden className="size-3.5" />} onClick={own.stop}>
                      Stop
                    </Button>
                  </>
                ) : (
                  <Button
                    look="primary"
                    data-testid="isolation-prove"
                    icon={<Play aria-hidden className="size-3.5" />}
                    busy={others !== null}
                    disabledReason={forbidden}
                    onClick={own.start}
                  >
                    {others === null ? 'Prove it now' : `${others.by ?? 'The schedule'} proves it now`}
                  </Button>
                )}
              </div>
            )}
          </div>
          {own.error !== null && (
            <Notice severity="warning" live>
              {own.error}
            </Notice>
          )}
          {proof && <Found proof={proof} />}
          {hasAll && <ProofSchedule />}
        </div>
        {proof && <ProofTenants proof={proof} />}
      </Card>
    </Section>
  );
}

function Verdict({ proof }: { proof: Proof }) {
  const { word, proven, tone, Icon } = VERDICT_LOOK[proof.verdict];
  const seconds = ((proof.endedAt - proof.startedAt) / 1000).toFixed(1);
  return (
    <div className="flex min-w-0 items-start gap-3">
      <Icon aria-hidden className={classNames('mt-0.5 size-6 shrink-0', TONE_TEXT[tone])} />
      <div className="min-w-0">
        <p className="text-ink text-sm">
          <strong className={classNames('font-semibold', TONE_TEXT[tone])}>{word}.</strong> {proven}
        </p>
        <p className="mt-0.5 text-muted text-xs">
          Proof {proof.id}, <Age at={proof.endedAt} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />,{' '}
          {proof.by === null ? 'by the schedule' : `asked for by ${proof.by}`}, at revision {proof.revision},
          in {seconds} s
        </p>
      </div>
    </div>
  );
}

function Progress({ done, of }: { done: number; of: number }) {
  const percent = of === 0 ? 0 : Math.round((100 * done) / of);
  return (
    <div className="w-36">
      <progress
        aria-label="Packets sent"
        value={done}
        max={Math.max(1, of)}
        className="h-1.5 w-full overflow-hidden rounded-full accent-(--accent)"
      />
      <p className="text-right text-muted text-xs tabular">
        {of === 0 ? 'captures start' : percent === 100 ? 'looking' : `${done} of ${of} packets`}
      </p>
    </div>
  );
}

function Found({ proof }: { proof: Proof }) {
  const { contacts, contactsInAll, doubts, doubtsInAll, counts, pairs } = proof;
  const all = pairs.apart + pairs.touching + pairs.unproven;
  return (
    <>
      {contacts.length > 0 && (
        <ul className="flex flex-col gap-2" data-testid="isolation-contacts">
          {contacts.map(({ key, sentence }) => (
            <li key={key}>
              <Notice severity="error">{sentence}.</Notice>
            </li>
          ))}
          {contactsInAll > contacts.length && (
            <li className="text-muted text-sm">And {contactsInAll - contacts.length} more.</li>
          )}
        </ul>
      )}
      {doubts.length > 0 && (
        <details open={doubts.length <= 3} className="text-sm">
          <summary className="font-medium text-degraded">
            {doubtsInAll === 1 ? 'One thing is not proven' : `${doubtsInAll} things are not proven`}
          </summary>
          <ul className="mt-1.5 flex list-disc flex-col gap-1 pl-5 text-ink">
            {doubts.map((sentence) => (
              <li key={sentence} className="[overflow-wrap:anywhere]">
                {sentence}.
              </li>
            ))}
            {doubtsInAll > doubts.length && (
              <li className="text-muted">And {doubtsInAll - doubts.length} more.</li>
            )}
          </ul>
        </details>
      )}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-4">
        <Figure what="pairs of tenants apart" count={pairs.apart} of={all} />
        <Figure what="endpoints took part" count={counts.probed} of={counts.endpoints} />
        <Figure what="namespaces looked into" count={counts.insides} of={counts.probed} />
        <Figure what="marked packets" count={counts.packets} />
      </dl>
    </>
  );
}
