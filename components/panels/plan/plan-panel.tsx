'use client';

import { ClipboardList } from 'lucide-react';
import { useMemo } from 'react';
import { useApply } from '@/components/live/apply';
import { discardWithWayBack } from '@/components/live/discard';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { usePreview } from '@/components/live/preview';
import { rolloutOf } from '@/components/live/rollout';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { DraftEntries } from './draft-entries';
import { HostPlans } from './host-plans';
import { HostProgressList } from './host-progress';

/** The draft, what it would do on each host, and, once applied, how far each host is. */
export function PlanPanel() {
  const count = useDraft((draft) => draft.entries.length);
  const committed = useLive((live) => live.intent);
  if (!committed) return <PlanLoading />;
  return count > 0 ? <DraftPlan /> : <CommittedPlan />;
}

function DraftPlan() {
  const committed = useLive((live) => live.intent);
  const view = useDraft((draft) => draft.view);
  const count = useDraft((draft) => draft.entries.length);
  const discard = useDraft((draft) => draft.discard);
  const { apply, blocked, busy } = useApply();
  const preview = usePreview();
  const intents = useMemo(
    () => [view?.intent, committed].filter((intent) => intent !== null && intent !== undefined),
    [view, committed],
  );
  const faults = view && view.faults.length > 0 ? view.faults : preview.faults;
  return (
    <div className="flex h-full min-h-0 flex-col md:flex-row">
      <section
        aria-label="Draft"
        className="flex min-h-0 shrink-0 flex-col border-line max-md:max-h-[45%] max-md:border-b md:w-64 md:border-r xl:w-72"
      >
        <div className="min-h-0 flex-1 overflow-y-auto p-2">
          <DraftEntries />
        </div>
        <div className="flex shrink-0 items-center justify-end gap-2 border-line border-t px-3 py-2">
          <Button size="sm" onClick={() => discardWithWayBack(discard)}>
            Discard
          </Button>
          <Button size="sm" look="primary" busy={busy} disabledReason={blocked} onClick={() => void apply()}>
            Apply {count} {count === 1 ? 'change' : 'changes'}
          </Button>
        </div>
      </section>
      <section
        aria-label="What will be done"
        aria-busy={preview.behind || preview.loading}
        data-testid="plan"
        className="flex min-h-0 min-w-0 flex-1 flex-col"
      >
        {faults.length > 0 && (
          <div className="flex max-h-[55%] shrink-0 flex-col gap-2 overflow-y-auto px-4 pt-3 pb-2">
            {faults.map((fault) => (
              <Notice key={`${fault.path} ${fault.sentence}`} severity="error">
                <span className="font-medium">{fault.path}</span>: {fault.sentence}
              </Notice>
            ))}
          </div>
        )}
        {preview.error && (
          <Notice severity="warning" className="mx-4 mt-3">
            {preview.error}
          </Notice>
        )}
        {preview.loading ? (
          <PlanLoading />
        ) : preview.plans.length > 0 ? (
          <div
            className={
              preview.behind ? 'min-h-0 flex-1 opacity-60 transition-opacity delay-150' : 'min-h-0 flex-1'
            }
          >
            <HostPlans plans={preview.plans} intents={intents} told={faults.map((fault) => fault.sentence)} />
          </div>
        ) : (
          faults.length === 0 &&
          !preview.error && (
            <p className="px-4 py-6 text-muted text-sm">There is no host yet to make a plan for.</p>
          )
        )}
      </section>
    </div>
  );
}

function CommittedPlan() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const rollout = useMemo(() => (intent ? rolloutOf(intent, hosts) : null), [intent, hosts]);
  if (!intent || !rollout) return null;
  const settled = rollout.hosts.every((host) => host.progress === 'active');
  if (!settled && intent.revision > 0) {
    return (
      <div className="h-full overflow-y-auto">
        <p className="px-4 pt-3 pb-1 text-muted text-xs">
          Revision {rollout.revision}: a host is active once it was read back and found as asked.
        </p>
        <HostProgressList rollout={rollout} />
      </div>
    );
  }
  return (
    <EmptyState icon={<ClipboardList aria-hidden />} title="Nothing is drafted" className="py-8">
      {intent.tenants.length === 0
        ? 'Drag a tenant from the palette onto a host. What it takes to build it appears here, and nothing is sent until you press Apply.'
        : `Every host was read back at revision ${intent.revision}. Drag something onto a host, and what it takes appears here before anything is sent.`}
    </EmptyState>
  );
}

function PlanLoading() {
  return (
    <div role="status" aria-label="Working out the plan" className="flex flex-col gap-3 p-4">
      {['w-1/3', 'w-2/3', 'w-1/2', 'w-3/5'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  );
}
