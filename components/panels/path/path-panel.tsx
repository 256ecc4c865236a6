'use client';

import { Route, Spline, Waypoints } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { groupedOptions } from '@/components/panels/grouped-options';
import { useSelectedEndpoint } from '@/components/panels/ping/chosen-endpoint';
import { type PingSource, pingSources, targetFault } from '@/components/panels/ping/ping-form';
import { LastResults } from '@/components/panels/results/last-results';
import { endsBetween } from '@/components/panels/trace/trace-ends';
import { useTraced } from '@/components/panels/trace/trace-store';
import { useLayout } from '@/components/shell/layout-store';
import { useSelection } from '@/components/topology/selection-store';
import { Button } from '@/components/ui/button';
import { Combobox } from '@/components/ui/combobox';
import { EmptyState } from '@/components/ui/empty-state';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { Select } from '@/components/ui/select';
import type { ResultLine } from '@/server/api/types';
import { hopOfInterest, selectionOfHop } from './hop-look';
import { PathHops } from './path-hops';
import { usePath } from './path-store';
import { PathVerdict } from './path-verdict';
import { useTrace } from './use-trace';

/** Why an endpoint cannot reach another, or an address: hop by hop, with packets sent. */
export function PathPanel() {
  const client = useTRPCClient();
  const intent = useLive((live) => live.intent);
  const forbidden = useForbidden('operator');
  const { run, begin, take, fail } = usePath();
  const sources = useMemo(() => (intent ? pingSources(intent) : []), [intent]);
  const [from, setFrom] = useState<string | null>(run?.from ?? null);
  const [typed, setTyped] = useState<string | null>(run?.to ?? null);
  const [isTried, setTried] = useState(false);
  const selected = useSelectedEndpoint();
  const source = sources.find(({ endpointId }) => endpointId === from) ?? null;
  const targets = source
    ? sources.filter(
        ({ tenantId, endpointId }) => tenantId === source.tenantId && endpointId !== source.endpointId,
      )
    : [];
  const to = typed ?? targets[0]?.label ?? '';
  const fault = targetFault(to, targets);
  useTrace(run?.answer ?? null, intent);

  // What is selected on the canvas is where the path begins, until something else was chosen here.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new selection, or the first endpoints, choose
  useEffect(() => {
    if (run) return;
    if (selected && sources.some(({ endpointId }) => endpointId === selected)) setFrom(selected);
    else if (!source && sources[0]) setFrom(sources[0].endpointId);
  }, [selected, sources.length]);

  if (intent && sources.length === 0) {
    return (
      <EmptyState icon={<Waypoints aria-hidden />} title="There is no path to walk yet">
        Drag a tenant onto two hosts and apply it; its endpoints appear here.
      </EmptyState>
    );
  }

  const find = async () => {
    setTried(true);
    if (!source || fault !== null || !intent) return;
    begin(source.endpointId, to.trim());
    try {
      const answer = await client.path.find.mutate(wishOf(source, to, targets));
      take(answer);
      const hop = answer.hops[hopOfInterest(answer)];
      const shown = hop && answer.culprit ? selectionOfHop(hop, answer.hops, intent) : null;
      if (shown) useSelection.getState().seek(shown);
    } catch (error) {
      fail(readApiError(error).sentence);
    }
  };
  const other = sources.find(({ label }) => label === run?.to);
  const ends = intent && run && other ? endsBetween(intent, run.from, other.endpointId) : null;
  /** The same two ends, with every hop looked at while packets pass. */
  const follow = (both: NonNullable<typeof ends>) => {
    useTraced.getState().want(both);
    useLayout.getState().showDock('trace');
  };
  /** What somebody found before, whole. */
  const openKept = async ({ key }: ResultLine) => {
    const kept = await client.results.last.query({ kind: 'path', key });
    if (kept?.kind !== 'path') return;
    const { wish, to: label, answer } = kept.result;
    setFrom(wish.from);
    setTyped(label);
    usePath.getState().show({ from: wish.from, to: label, answer, at: kept.at, by: kept.actor });
  };
  const busy = run?.state === 'running';
  return (
    <div className="flex h-full min-h-0 flex-col max-md:overflow-y-auto" data-testid="path-panel">
      <form
        aria-label="Path"
        className="flex shrink-0 flex-wrap items-end gap-3 border-line border-b px-4 pt-2 pb-2.5"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void find();
        }}
      >
        <Field label="From" className="min-w-38 flex-1">
          {(control) => (
            <Select
              {...control}
              data-testid="path-from"
              value={from}
              onChange={(endpointId) => {
                setFrom(endpointId);
                setTyped(null);
                setTried(false);
              }}
              placeholder="Choose an endpoint"
              options={groupedOptions(sources, ({ endpointId, label, tenant }) => ({
                value: endpointId,
                label,
                group: tenant,
              }))}
            />
          )}
        </Field>
        <Field label="To" error={isTried && fault !== null ? fault : undefined} className="min-w-38 flex-1">
          {(control) => (
            <Combobox
              {...control}
              data-testid="path-to"
              spellCheck={false}
              value={to}
              onChange={setTyped}
              placeholder="An endpoint or an address"
              options={targets.map(({ label, addresses }) => ({
                value: label,
                label,
                detail: addresses.join(', '),
              }))}
            />
          )}
        </Field>
        <Button
          type="submit"
          look="primary"
          data-testid="path-find"
          busy={busy}
          disabledReason={forbidden}
          icon={<Route aria-hidden className="size-3.5" />}
        >
          Walk the path
        </Button>
        {run?.answer && ends && (
          <Button
            data-testid="path-follow"
            icon={<Spline aria-hidden className="size-3.5" />}
            disabledReason={forbidden}
            onClick={() => follow(ends)}
          >
            Follow packets
          </Button>
        )}
      </form>
      {run?.error && (
        <Notice severity="error" live className="m-3">
          {run.error}
        </Notice>
      )}
      {run?.answer ? (
        <PathHops answer={run.answer}>
          <PathVerdict answer={run.answer} at={run.at} by={run.by} again={() => void find()} />
        </PathHops>
      ) : (
        !run?.error && (
          <Before busy={busy} open={(line) => void openKept(line)}>
            {busy
              ? 'Reading the hosts, and sending three marked packets each way.'
              : 'Every hop from an endpoint to another, or to any address, with what it must hold and what it holds: who is at fault, and what mends it.'}
          </Before>
        )
      )}
    </div>
  );
}

/** What others found before, and what the panel is for. */
function Before({
  busy,
  open,
  children,
}: {
  busy: boolean;
  open(line: ResultLine): void;
  children: ReactNode;
}) {
  const hint = (
    <p className="flex flex-1 items-center justify-center gap-2.5 px-6 py-4 text-center text-muted text-sm">
      <Waypoints aria-hidden className="size-4 shrink-0 text-accent-ink" />
      {children}
    </p>
  );
  if (busy) return hint;
  return (
    <LastResults kinds={['path']} open={open}>
      {hint}
    </LastResults>
  );
}

/** An endpoint by its label or its address in any of its networks, else the address as it was typed. */
function wishOf({ endpointId }: PingSource, text: string, targets: readonly PingSource[]) {
  const label = text.trim();
  const named = targets.find((one) => one.label === label);
  return named ? { from: endpointId, to: named.endpointId } : { from: endpointId, address: label };
}
