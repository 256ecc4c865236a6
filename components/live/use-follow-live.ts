'use client';

import { useEffect, useRef } from 'react';
import { readApiError } from './api-error';
import { followLive } from './live-stream';
import type { Me } from './me';
import { ownFeed, relayFeed } from './relay/relay-feed';
import type { RelayOf } from './relay/relay-message';
import { type Watch, watchUpstream } from './relay/watch-upstream';

/** Feeds the live store while the component is there. A session that ended leads to the sign-in page. */
export function useFollowLive(of: RelayOf, { name, role }: Me, watch: Watch): void {
  const latest = useRef(watch);
  latest.current = watch;
  useEffect(() => {
    const own = ownFeed(watchUpstream((input, handlers) => latest.current(input, handlers)));
    return followLive(relayFeed(of, relayName({ name, role }), own), (error) => {
      if (readApiError(error).code !== 'signed-out') return false;
      // A display has no session that could be begun again.
      window.location.assign(`/login?reason=${name.startsWith('view/') ? 'view' : 'ended'}`);
      return true;
    });
  }, [of, name, role]);
}

export function relayName({ name, role }: Me): string {
  return `${name} ${role}`;
}
