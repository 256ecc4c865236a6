'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** How this person's keyboard calls the command key: `⌘` or `Ctrl`. */
export function useKeyName(): string {
  return useSyncExternalStore(
    never,
    () => (/mac|iphone|ipad/i.test(navigator.platform) ? '⌘' : 'Ctrl'),
    () => 'Ctrl',
  );
}
