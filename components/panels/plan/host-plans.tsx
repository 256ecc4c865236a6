'use client';

import { CircleAlert, Zap } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '@/components/ui/class-names';
import { CopyButton } from '@/components/ui/copy-button';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { HostPlan } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import { countSteps, countsText, type StepCounts } from './plan-lines';
import { ScriptView } from './script-view';
import { StepList } from './step-list';

type View = 'words' | 'commands';
const VIEWS: Record<View, string> = { words: 'In words', commands: 'Commands' };

/** More hosts than these are chosen from a list. */
const MOST_TABS = 6;

/** What will be done, host by host: refusals first, then the steps in words or as the exact commands. */
export function HostPlans({
  plans,
  intents,
  told,
}: {
  plans: HostPlan[];
  intents: readonly Intent[];
  /** Sentences that stand above already. */
  told: readonly string[];
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [view, setView] = useState<View>('words');
  const rows = plans
    .map((plan) => ({ plan, name: hostName(intents, plan.hostId), counts: countSteps(plan) }))
    .filter(({ plan, counts }) => counts.all > 0 || plan.plan === null || plan.plan.refusals.length > 0);
  const rest = plans.length - rows.length;
  const shown = rows.find(({ plan }) => plan.hostId === chosen) ?? rows[0];
  if (!shown) {
    return (
      <p className="px-4 py-6 text-muted text-sm">
        No host needs a change: what this asks for is there already on{' '}
        {plans.length === 1 ? 'it' : 'all of them'}.
      </p>
    );
  }
  const refusals = (shown.plan.plan?.refusals ?? []).filter((refusal) => !told.includes(refusal.sentence));
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-3 py-1.5">
        <div className="flex min-w-[min(100%,14rem)] flex-1 items-center gap-2">
          {rows.length > MOST_TABS ? (
            <div className="w-64 max-w-full [&_button]:!h-7 [&_button]:!text-xs">
              <Select
                aria-label="Host of the plan"
                value={shown.plan.hostId}
                onChange={setChosen}
                options={rows.map((row) => ({ value: row.plan.hostId, label: <HostTab {...row} /> }))}
              />
            </div>
          ) : (
            <div role="tablist" aria-label="Hosts of the plan" className="flex min-w-0 flex-wrap gap-1 p-0.5">
              {rows.map((row) => (
                <button
                  key={row.plan.hostId}
                  type="button"
                  role="tab"
                  aria-selected={row.plan === shown.plan}
                  onClick={() => setChosen(row.plan.hostId)}
                  className={classNames(
                    'flex h-7 shrink-0 items-center rounded-md px-2.5 text-xs transition-colors',
                    row.plan === shown.plan
                      ? 'bg-accent-soft text-accent-ink'
                      : 'text-muted hover:bg-hover hover:text-ink',
                  )}
                >
                  <HostTab {...row} />
                </button>
              ))}
            </div>
          )}
          {rest > 0 && (
            <span className="shrink-0 text-faint text-xs">
              {rest} {rest === 1 ? 'host' : 'hosts'} unchanged
            </span>
          )}
        </div>
        <div className="flex shrink-0 items-center gap-2">
          <fieldset className="flex rounded-md border border-line-strong/70 p-0.5">
            <legend className="sr-only">Show the plan</legend>
            {(Object.keys(VIEWS) as View[]).map((one) => (
              <button
                key={one}
                type="button"
                aria-pressed={view === one}
                onClick={() => setView(one)}
                className={classNames(
                  'h-6 rounded-[5px] px-2 font-medium text-xs transition-colors',
                  view === one ? 'bg-hover text-ink' : 'text-muted hover:text-ink',
                )}
              >
                {VIEWS[one]}
              </button>
            ))}
          </fieldset>
          <CopyButton text={shown.plan.script}>Copy as shell script</CopyButton>
        </div>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {shown.plan.why && (
          <Notice severity="warning" className="mx-4 mt-3">
            {shown.plan.why}
          </Notice>
        )}
        {refusals.map((refusal) => (
          <Notice key={`${refusal.code} ${refusal.object}`} severity="error" className="mx-4 mt-3">
            <p className="font-medium">Not done on {shown.name}</p>
            <p>{refusal.sentence}</p>
          </Notice>
        ))}
        {shown.counts.all === 0 ? (
          <p className="px-4 py-3 text-muted text-sm">Nothing would be done on {shown.name}.</p>
        ) : view === 'words' ? (
          <>
            <p className="px-4 pt-3 text-muted text-xs">
              {shown.name}: {countsText(shown.counts)}
              {shown.counts.flaps > 0 && `, ${shown.counts.flaps} with a short stop of traffic`}
            </p>
            <StepList plan={shown.plan} intents={intents} />
          </>
        ) : (
          <ScriptView script={shown.plan.script} host={shown.name} />
        )}
      </div>
    </div>
  );
}

function HostTab({ plan, name, counts }: { plan: HostPlan; name: string; counts: StepCounts }) {
  return (
    <span className="flex items-center gap-1.5 text-xs">
      <span className="font-semibold">{name}</span>
      <span className="tabular">{plan.plan === null ? 'no plan' : counts.all}</span>
      {counts.flaps > 0 && (
        <Zap role="img" aria-label="traffic stops briefly" className="size-3.5 text-degraded" />
      )}
      {(plan.plan === null || plan.plan.refusals.length > 0) && (
        <CircleAlert role="img" aria-label="refused in part" className="size-3.5 text-failed" />
      )}
    </span>
  );
}

function hostName(intents: readonly Intent[], hostId: string): string {
  for (const intent of intents) {
    const host = intent.hosts.find((one) => one.id === hostId);
    if (host) return host.name;
  }
  return hostId;
}
