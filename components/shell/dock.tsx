'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useDraft } from '@/components/live/draft-store';
import { ActivityList } from '@/components/panels/activity/activity-list';
import { PlanPanel } from '@/components/panels/plan/plan-panel';
import { IconButton } from '@/components/ui/icon-button';
import { Tabs } from '@/components/ui/tabs';
import { DOCK_HEIGHT, DOCK_TABS, type DockTab, useLayout } from './layout-store';
import { Splitter } from './splitter';

const PingPanel = dynamic(() => import('@/components/panels/ping/ping-panel').then((all) => all.PingPanel));

/** What belongs to the canvas and needs width: the plan, ping, and what happened. */
export function Dock() {
  const { dock, dockHeight, dockTab, set, showDock } = useLayout();
  const count = useDraft((draft) => draft.entries.length);
  const open = dock === 'open';
  const labels: Record<DockTab, string> = {
    plan: count > 0 ? `Plan · ${count}` : 'Plan',
    ping: 'Ping',
    activity: 'Activity',
  };
  const panels: Record<DockTab, React.ReactNode> = {
    plan: <PlanPanel />,
    ping: <PingPanel />,
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
