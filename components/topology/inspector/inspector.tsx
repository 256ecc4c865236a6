'use client';

import { useSelection } from '../selection-store';

/** What is selected: its facts with their age, its health, its counters, and what can be done with it. */
export function Inspector() {
  const selected = useSelection((state) => state.selected);
  if (!selected)
    return <p className="p-4 text-muted text-sm">Select something on the graph to see what it is.</p>;
  return null;
}
