'use client';

import { useEffect, useRef, useState } from 'react';
import type { FabricGraph } from './graph/fabric-graph';

/** Changes of state are gathered so long, and then read out together. */
const GATHER_MS = 800;
const READ_OUT = 4;

/** Says changes of state to those who do not see the graph. */
export function Announcer({ fabric }: { fabric: FabricGraph }) {
  const [text, setText] = useState('');
  const spoken = useRef<ReadonlyMap<string, string> | null>(null);
  useEffect(() => {
    const states = statesOf(fabric);
    const before = spoken.current;
    if (!before) {
      spoken.current = states;
      return;
    }
    const timer = setTimeout(() => {
      spoken.current = states;
      const news = [...states].filter(([key, state]) => before.get(key) !== state).map(([, state]) => state);
      if (news.length === 0) return;
      const more = news.length > READ_OUT ? ` And ${news.length - READ_OUT} more.` : '';
      setText(news.slice(0, READ_OUT).join(' ') + more);
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [fabric]);
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  );
}

function statesOf(fabric: FabricGraph): Map<string, string> {
  const states = new Map<string, string>();
  for (const host of fabric.hosts) {
    states.set(host.id, `Host ${host.name} is ${host.state ?? 'not known yet'}.`);
    for (const lane of host.lanes) {
      const how = lane.ghost === 'none' ? lane.mark.health : `${lane.ghost} in the draft`;
      states.set(lane.key, `${lane.tenant} on ${host.name} is ${how}.`);
    }
  }
  return states;
}
