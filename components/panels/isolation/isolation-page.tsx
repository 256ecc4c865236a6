'use client';

import { ShieldCheck } from 'lucide-react';
import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { useHasAllTenants } from '@/components/live/me';
import { TONE_TEXT } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Card, PageFrame } from '@/components/ui/page-frame';
import { TableSkeleton } from '@/components/ui/skeleton';
import type { Isolation } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { COMPUTED_METHOD, NOT_MODELLED, NOT_PROMISED, PROVEN_METHOD } from '@/server/model/isolation-method';
import { CheckedHosts } from './checked-hosts';
import { Figure, Section } from './parts';
import { ProofSection } from './proof-section';
import { SharedCard } from './shared-card';
import { SignedReports } from './signed-reports';
import { VERDICT_LOOK } from './verdict-look';

/** Whether tenants are apart: the answer, why, and what was looked at to say so. */
export function IsolationPage() {
  const intent = useLive((live) => live.intent);
  const isolation = useLive((live) => live.isolation);
  return (
    <PageFrame
      title="Isolation"
      lead="Whether tenants are apart from each other and from the hosts, worked out from what the kernels hold with every change, and proven by packets."
    >
      {!intent || !isolation ? (
        <Card>
          <TableSkeleton rows={4} />
        </Card>
      ) : intent.hosts.length === 0 ? (
        <Card>
          <EmptyState icon={<ShieldCheck aria-hidden />} title="Nothing to check yet">
            There are no hosts, and so no tenants that could touch.
          </EmptyState>
        </Card>
      ) : (
        <Answer isolation={isolation} intent={intent} />
      )}
    </PageFrame>
  );
}

function Answer({ isolation, intent }: { isolation: Isolation; intent: Intent }) {
  const { shared, doubts, notes, inAll, checked } = isolation;
  const hasAll = useHasAllTenants();
  const names = useMemo(
    () => new Map([...intent.hosts, ...intent.tenants].map(({ id, name }) => [id, name])),
    [intent],
  );
  const nameOf = (id: string) => names.get(id) ?? id;
  return (
    <div className="live-data flex flex-col gap-5">
      <Verdict isolation={isolation} />
      {shared.length > 0 && (
        <Section title={inAll.shared === 1 ? 'What is shared' : `What is shared: ${inAll.shared} things`}>
          {shared.map((one) => (
            <SharedCard key={one.key} shared={one} hostName={nameOf} tenantName={nameOf} />
          ))}
          <More all={inAll.shared} told={shared.length} />
        </Section>
      )}
      <ProofSection />
      {doubts.length > 0 && (
        <Section title="What could not be looked at">
          {doubts.map(({ hostId, sentence }) => (
            <Notice key={`${hostId} ${sentence}`} severity="warning">
              {sentence}.
            </Notice>
          ))}
          <More all={inAll.doubts} told={doubts.length} />
        </Section>
      )}
      {notes.length > 0 && (
        <Section title="Good to know">
          {notes.map(({ hostId, tenantId, sentence }) => (
            <Notice key={`${hostId} ${sentence}`} severity="note">
              {nameOf(tenantId)} on {nameOf(hostId)}: {sentence}.
            </Notice>
          ))}
          <More all={inAll.notes} told={notes.length} />
        </Section>
      )}
      <Section title="What was checked">
        <Card>
          <dl className="grid grid-cols-2 gap-x-6 gap-y-4 p-4 sm:grid-cols-3 sm:p-5 lg:grid-cols-6">
            <Figure what="hosts" count={checked.hosts.length} />
            <Figure what="tenants" count={checked.tenants} />
            <Figure what="networks" count={checked.networks} />
            <Figure what="endpoints" count={checked.endpoints} />
            <Figure what="VXLAN interfaces" count={checked.vteps} />
            <Figure what="devices in all" count={checked.devices} />
          </dl>
        </Card>
        <Card>
          <CheckedHosts hosts={checked.hosts} hostName={nameOf} />
        </Card>
      </Section>
      {hasAll && <SignedReports />}
      <Section title="How">
        <div className="grid gap-x-8 gap-y-5 text-muted text-sm lg:grid-cols-2">
          <Method title="What is computed, with every change" lines={COMPUTED_METHOD} />
          <Method title="What packets prove" lines={PROVEN_METHOD} />
          <Method title="What is not promised" lines={NOT_PROMISED} />
          <Method title="What is not computed" lines={NOT_MODELLED} />
        </div>
      </Section>
    </div>
  );
}

function Verdict({ isolation: { verdict, checked } }: { isolation: Isolation }) {
  const { word, sentence, tone, soft, Icon } = VERDICT_LOOK[verdict];
  const hasAll = useHasAllTenants();
  return (
    <section
      aria-label="Verdict"
      data-testid="isolation-verdict"
      data-verdict={verdict}
      className={classNames('flex items-center gap-4 rounded-lg border border-line p-4 sm:p-5', soft)}
    >
      <Icon aria-hidden className={classNames('size-9 shrink-0', TONE_TEXT[tone])} />
      <div className="min-w-0">
        <p className={classNames('font-semibold text-lg', TONE_TEXT[tone])}>{word}</p>
        <p className="text-ink text-sm">{sentence}</p>
        <p className="mt-0.5 text-muted text-xs">
          Worked out at{' '}
          <time dateTime={new Date(checked.at).toISOString()} suppressHydrationWarning>
            {new Date(checked.at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'long' })}
          </time>
          , and again with every change
          {!hasAll && '. This is of your tenants alone.'}
        </p>
      </div>
    </section>
  );
}

function Method({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <h3 className="pb-1.5 font-medium text-ink">{title}</h3>
      <ul className="flex list-disc flex-col gap-1.5 pl-5">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}

/** Of very many, only some are told to every page. */
function More({ all, told }: { all: number; told: number }) {
  return all > told ? (
    <p className="text-muted text-sm">
      And {all - told} more: <code className="font-mono text-xs">overlane isolation</code> lists all of them.
    </p>
  ) : null;
}
