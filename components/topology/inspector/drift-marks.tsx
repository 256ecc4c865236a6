'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { driftByHost, isDriftOf, objectText } from '@/components/panels/drift/drift-place';
import { Difference, DriftAnswers } from '@/components/panels/drift/drift-row';
import { useRepairs } from '@/components/panels/drift/repairs';
import { useLayout } from '@/components/shell/layout-store';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { DriftItem } from '@/server/api/types';
import type { Mode } from '../graph/to-react-flow';
import type { Selection } from '../selection-store';

const SHOWN = 4;

/** What drifted of the thing that is selected, with the answers to it. */
export function DriftMarks({ about, mode }: { about: Selection; mode: Mode }) {
  const drift = useLive((state) => state.drift);
  const showDock = useLayout((layout) => layout.showDock);
  const items = useMemo(
    () =>
      driftByHost(Object.values(drift).filter((item) => isDriftOf(item, about))).flatMap(
        (group) => group.items,
      ),
    [drift, about],
  );
  if (items.length === 0) return null;
  const left = items.length - SHOWN;
  return (
    <section aria-label="Drift" className="live-data flex flex-col gap-2" data-testid="inspector-drift">
      {items.slice(0, SHOWN).map((item) => (
        <DriftMark key={item.key} item={item} mode={mode} />
      ))}
      {left > 0 &&
        (mode === 'edit' ? (
          <Button size="sm" look="ghost" className="self-start" onClick={() => showDock('drift')}>
            {left} more in Drift
          </Button>
        ) : (
          <p className="text-muted text-xs">and {left} more</p>
        ))}
    </section>
  );
}

function DriftMark({ item, mode }: { item: DriftItem; mode: Mode }) {
  const host = useLive((state) => state.intent?.hosts.find((one) => one.id === item.hostId)?.name);
  const why = useRepairs((state) => state.failed[item.key] ?? null);
  return (
    <Notice severity={item.weight === 'failed' ? 'error' : 'warning'}>
      <p className="font-medium">
        Drift: {objectText(item)}
        {host && ` on ${host}`}
      </p>
      <p>{item.sentence}</p>
      <Difference item={item} />
      <p className="mt-0.5 text-muted text-xs">
        since <Age at={item.since} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />; nobody asked for
        it
      </p>
      {why && <p className="mt-1 text-failed text-xs">The last repair did not help: {why}</p>}
      {mode === 'edit' && (
        <div className="mt-2">
          <DriftAnswers item={item} />
        </div>
      )}
    </Notice>
  );
}
