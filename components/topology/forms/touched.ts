'use client';

import { useState } from 'react';

/**
 * Which fields were left or tried: only of those an error is shown, so that nobody is told off while still typing.
 */
export function useTouched(errors: Readonly<Record<string, string | undefined>>) {
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  return {
    tried,
    tryAll: () => setTried(true),
    touch: (field: string) =>
      setTouched((before) => (before.has(field) ? before : new Set(before).add(field))),
    errorOf: (field: string) => (tried || touched.has(field) ? (errors[field] ?? null) : null),
  };
}
