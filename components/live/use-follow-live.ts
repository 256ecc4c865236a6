'use client';

import { useEffect, useRef } from 'react';
import { readApiError } from './api-error';
import { followLive, type Watch } from './live-stream';

/** Feeds the live store while the component is there. A session that ended leads to the sign-in page. */
export function useFollowLive(watch: Watch): void {
  const latest = useRef(watch);
  latest.current = watch;
  useEffect(
    () =>
      followLive(
        (input, handlers) => latest.current(input, handlers),
        (error) => {
          if (readApiError(error).code !== 'signed-out') return false;
          window.location.assign('/login?reason=ended');
          return true;
        },
      ),
    [],
  );
}
