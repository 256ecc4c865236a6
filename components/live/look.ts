'use client';

import { useEffect } from 'react';
import { useTRPCClient } from './trpc';

/** Milliseconds; the controller takes a look to last twice as long. */
const AGAIN_MS = 15_000;
/** Milliseconds that changes of what is looked at are gathered for. */
const PAUSE_MS = 250;
/** Beyond so many hosts nobody looks at any of them. */
const MOST = 24;

const sources = new Map<string, readonly string[]>();
const listeners = new Set<() => void>();

/** What this part of the page shows near enough for counters to matter; `source` names the part. */
export function lookAt(source: string, hostIds: readonly string[]): void {
  const before = sources.get(source) ?? [];
  if (before.length === hostIds.length && hostIds.every((id, i) => id === before[i])) return;
  if (hostIds.length === 0) sources.delete(source);
  else sources.set(source, [...hostIds]);
  for (const listener of listeners) listener();
}

/** The same for as long as a component is there. */
export function useLookAt(source: string, hostIds: readonly string[]): void {
  const text = hostIds.join(' ');
  useEffect(() => {
    lookAt(source, text === '' ? [] : text.split(' '));
    return () => lookAt(source, []);
  }, [source, text]);
}

export function lookedAt(): string[] {
  return [...new Set([...sources.values()].flat())].slice(0, MOST);
}

/** Tells the controller which hosts this page looks at, so that their counters are sampled fast. */
export function useTellLooks(): void {
  const client = useTRPCClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let told = '';
    let toldAt = 0;
    const tell = () => {
      clearTimeout(timer);
      timer = setTimeout(tell, AGAIN_MS);
      const hostIds = lookedAt();
      if (hostIds.length === 0 || document.visibilityState !== 'visible') return;
      told = hostIds.join(' ');
      toldAt = Date.now();
      // A look that gets lost is made up for by the next one.
      client.live.look.mutate({ hostIds }).catch(() => {});
    };
    const soon = () => {
      if (lookedAt().join(' ') === told && Date.now() - toldAt < AGAIN_MS) return;
      clearTimeout(timer);
      timer = setTimeout(tell, PAUSE_MS);
    };
    listeners.add(soon);
    document.addEventListener('visibilitychange', soon);
    soon();
    return () => {
      clearTimeout(timer);
      listeners.delete(soon);
      document.removeEventListener('visibilitychange', soon);
    };
  }, [client]);
}
