'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useDraft } from '@/components/live/draft-store';
import { useLive } from '@/components/live/live-store';
import { ActivityList } from '@/components/panels/activity/activity-list';
import { DriftPanel } from '@/components/panels/drift/drift-panel';
import { PlanPanel } from '@/components/panels/plan/plan-panel';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';
import { Tabs } from '@/components/ui/tabs';
import { DOCK_HEIGHT, DOCK_TABS, type DockTab, useLayout } from './layout-store';
import { Splitter } from './splitter';

const MatrixPanel = dynamic(() =>
  import('@/components/panels/matrix/matrix-panel').then((all) => all.MatrixPanel),
);

const CapturePanel = dynamic(() =>
  import('@/components/panels/capture/capture-panel').then((all) => all.CapturePanel),
);
const PingPanel = dynamic(() => import('@/components/panels/ping/ping-panel').then((all) => all.PingPanel));

const PathPanel = dynamic(() => import('@/components/panels/path/path-panel').then((all) => all.PathPanel));

const TracePanel = dynamic(() =>
  import('@/components/panels/trace/trace-panel').then((all) => all.TracePanel),
);

/** What belongs to the canvas and needs width: the plan, probes, and what happened. */
export function Dock() {
  const { dock, dockHeight, dockTab, set, showDock } = useLayout();
  const count = useDraft((draft) => draft.entries.length);
  const drifted = useLive((live) => Object.keys(live.drift).length);
  const lost = useLive((live) => Object.values(live.drift).some(({ weight }) => weight === 'failed'));
  const open = dock === 'open';
  const labels: Record<DockTab, React.ReactNode> = {
    plan: count > 0 ? `Plan · ${count}` : 'Plan',
    drift:
      drifted > 0 ? <Counted word="Drift" count={drifted} tone={lost ? 'failed' : 'degraded'} /> : 'Drift',
    ping: 'Ping',
    path: 'Path',
    matrix: 'Matrix',
    trace: 'Both ends',
    capture: 'Capture',
    activity: 'Activity',
  };
  const panels: Record<DockTab, React.ReactNode> = {
    plan: <PlanPanel />,
    drift: <DriftPanel />,
    ping: <PingPanel />,
    path: <PathPanel />,
    matrix: <MatrixPanel />,
    trace: <TracePanel />,
    capture: <CapturePanel />,
    activity: <ActivityList dense />,
  };
  return (
    <section
      aria-label="Dock"
      style={{ height: open ? dockHeight : undefined }}
      className="flex max-h-[70dvh] min-h-0 shrink-0 flex-col bg-surface"
    >
      {open ? (
        <Splitter
          direction="horizontal"
          label="Height of the dock"
          size={dockHeight}
          {...DOCK_HEIGHT}
          onSize={(height) => set({ dockHeight: height })}
        />
      ) : (
        <div className="h-px shrink-0 bg-line" />
      )}
      <Tabs
        label="Dock"
        className="flex-1"
        value={dockTab}
        onChange={(tab) => showDock(tab as DockTab)}
        panelClassName={open ? 'overflow-hidden data-[state=inactive]:hidden' : 'hidden'}
        tabs={DOCK_TABS.map((tab) => ({ value: tab, label: labels[tab], content: open && panels[tab] }))}
        aside={
          <IconButton
            size="sm"
            side="top"
            label={open ? 'Fold the dock' : 'Unfold the dock'}
            icon={open ? <ChevronDown /> : <ChevronUp />}
            onClick={() => set({ dock: open ? 'folded' : 'open' })}
          />
        }
      />
    </section>
  );
}

function Counted({ word, count, tone }: { word: string; count: number; tone: 'failed' | 'degraded' }) {
  return (
    <>
      {word}
      <span
        data-testid="drift-count"
        className={classNames(
          'min-w-4.5 rounded-full px-1 text-center font-semibold text-2xs tabular',
          tone === 'failed' ? 'bg-failed-soft text-failed' : 'bg-degraded-soft text-degraded',
        )}
      >
        {count}
      </span>
    </>
  );
}
