'use client';

import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useEffect } from 'react';
import { useDialogs } from '@/components/live/dialog-store';
import type { Me } from '@/components/live/me';
import { OpsTrpcProvider, useOpsClient } from '@/components/live/trpc';
import { useFollowLive } from '@/components/live/use-follow-live';
import { IsolationBanner } from '@/components/panels/isolation/isolation-banner';
import { StreamBanner } from '@/components/shell/stream-banner';
import { Inspector } from '@/components/topology/inspector/inspector';
import { OpsPositions } from '@/components/topology/positions-sync';
import { useSelection } from '@/components/topology/selection-store';
import { TopologyCanvas } from '@/components/topology/topology-canvas';
import { IconButton } from '@/components/ui/icon-button';
import { Attention } from './attention';
import { LatestEvents } from './latest-events';
import { LatestProbes } from './latest-probes';
import { SummaryBar } from './summary-bar';

const Find = dynamic(() => import('@/components/shell/find').then((all) => all.Find));

/** The fabric on a wall: read-only by construction, since its API has nothing that changes anything. */
export function OpsView({ me }: { me: Me }) {
  return (
    <OpsTrpcProvider>
      <Wall me={me} />
    </OpsTrpcProvider>
  );
}

function Wall({ me }: { me: Me }) {
  const client = useOpsClient();
  useFollowLive('ops', me, (input, handlers) => client.live.watch.subscribe(input, handlers));
  useWallKeys();
  const selected = useSelection((selection) => selection.selected);
  const finding = useDialogs((dialogs) => dialogs.open?.kind === 'find');
  return (
    <div className="flex min-h-dvh flex-col bg-canvas lg:h-dvh lg:min-h-0 lg:overflow-hidden">
      <SummaryBar />
      <IsolationBanner wall />
      <StreamBanner />
      <div className="flex min-h-0 flex-1 max-lg:flex-col-reverse">
        <main
          aria-label="Topology"
          className="relative min-h-0 min-w-0 flex-1 max-lg:h-[70dvh] max-lg:flex-none"
        >
          <div className="live-data size-full">
            <TopologyCanvas mode="ops" />
          </div>
          <OpsPositions />
        </main>
        <aside
          aria-label={selected ? 'Inspector' : 'What is going on'}
          className="flex min-h-0 shrink-0 flex-col border-line bg-surface max-lg:border-b lg:w-96 lg:border-l 2xl:w-120"
        >
          {selected ? (
            <div className="relative min-h-0 flex-1 overflow-y-auto max-lg:max-h-[60dvh]">
              <IconButton
                size="sm"
                side="left"
                className="absolute top-3 right-3 z-10"
                label="Back to what is going on"
                icon={<X />}
                onClick={() => useSelection.getState().select(null)}
              />
              <Inspector mode="ops" />
            </div>
          ) : (
            <>
              <Attention />
              <LatestProbes />
              <LatestEvents />
            </>
          )}
        </aside>
      </div>
      {finding && <Find mode="ops" />}
    </div>
  );
}

/** `/` and the command key with K find, Esc goes back. Nothing else does anything here. */
function useWallKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { open, show } = useDialogs.getState();
      if (open || event.defaultPrevented) return;
      const typing =
        event.target instanceof HTMLElement && event.target.closest('input, textarea, select') !== null;
      const command = event.metaKey || event.ctrlKey;
      if ((command && event.key.toLowerCase() === 'k') || (!command && !typing && event.key === '/')) {
        event.preventDefault();
        show({ kind: 'find' });
      } else if (event.key === 'Escape' && !typing) useSelection.getState().select(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
