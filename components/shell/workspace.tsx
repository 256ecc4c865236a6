'use client';

import { PanelLeft, PanelRight } from 'lucide-react';
import { useEffect } from 'react';
import { useForbidden } from '@/components/live/me';
import { Inspector } from '@/components/topology/inspector/inspector';
import { Palette } from '@/components/topology/palette/palette';
import { ConsolePositions } from '@/components/topology/positions-sync';
import { useSelection } from '@/components/topology/selection-store';
import { TopologyCanvas } from '@/components/topology/topology-canvas';
import { Drawer } from '@/components/ui/drawer';
import { IconButton } from '@/components/ui/icon-button';
import { Dock } from './dock';
import { INSPECTOR_WIDTH, useLayout } from './layout-store';
import { Splitter } from './splitter';
import { useWide } from './wide';

/** The start page: palette, canvas, inspector, and the dock below. */
export function Workspace() {
  const { palette, inspector, inspectorWidth, drawer, set } = useLayout();
  const wide = useWide();
  // Who may change nothing is offered nothing that would.
  const mode = useForbidden('operator') === null ? 'edit' : 'ops';
  const selected = useSelection((selection) => selection.selected);

  // On a narrow screen, choosing a thing opens what is known of it.
  useEffect(() => {
    if (selected && !wide) set({ drawer: 'inspector' });
  }, [selected, wide, set]);

  const toggle = (side: 'palette' | 'inspector') => {
    if (wide) set({ [side]: useLayout.getState()[side] === 'shown' ? 'hidden' : 'shown' });
    else set({ drawer: side });
  };

  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      {wide && palette === 'shown' && (
        <aside aria-label="Palette" className="w-56 shrink-0 overflow-y-auto border-line border-r bg-surface">
          <Palette />
        </aside>
      )}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <main className="relative min-h-0 flex-1" aria-label="Topology">
          <h1 className="sr-only">Topology</h1>
          <div className="live-data size-full">
            <TopologyCanvas mode={mode} corners />
          </div>
          <ConsolePositions />
          <IconButton
            look="bordered"
            size="sm"
            side="right"
            className="absolute top-3 left-3 z-10"
            label={wide && palette === 'shown' ? 'Hide the palette' : 'Show the palette'}
            icon={<PanelLeft />}
            onClick={() => toggle('palette')}
          />
          <IconButton
            look="bordered"
            size="sm"
            side="left"
            className="absolute top-3 right-3 z-10"
            label={wide && inspector === 'shown' ? 'Hide the inspector' : 'Show the inspector'}
            icon={<PanelRight />}
            onClick={() => toggle('inspector')}
          />
        </main>
        <Dock />
      </div>
      {wide && inspector === 'shown' && (
        <aside
          aria-label="Inspector"
          style={{ width: inspectorWidth }}
          className="flex min-h-0 shrink-0 bg-surface"
        >
          <Splitter
            direction="vertical"
            label="Width of the inspector"
            size={inspectorWidth}
            {...INSPECTOR_WIDTH}
            onSize={(width) => set({ inspectorWidth: width })}
          />
          <div className="live-data min-w-0 flex-1 overflow-y-auto">
            <Inspector mode={mode} />
          </div>
        </aside>
      )}
      {!wide && (
        <>
          <Drawer
            side="left"
            title="Palette"
            open={drawer === 'palette'}
            onClose={() => set({ drawer: 'none' })}
          >
            <Palette />
          </Drawer>
          <Drawer
            side="right"
            title="Inspector"
            open={drawer === 'inspector'}
            onClose={() => set({ drawer: 'none' })}
          >
            <Inspector mode={mode} />
          </Drawer>
        </>
      )}
    </div>
  );
}
