'use client';

import { useEffect, useRef } from 'react';
import { readApiError } from './api-error';
import { useLive } from './live-store';
import { followLive } from './live-stream';
import type { Me } from './me';
import { ownFeed, relayFeed } from './relay/relay-feed';
import type { RelayOf } from './relay/relay-message';
import { type Watch, watchUpstream } from './relay/watch-upstream';

/** Feeds the live store while the component is there. A session that ended leads to the sign-in page. */
export function useFollowLive(of: RelayOf, me: Me, watch: Watch): void {
  const { name } = me;
  const who = relayName(me);
  const latest = useRef(watch);
  latest.current = watch;
  useEffect(() => {
    const own = ownFeed(watchUpstream((input, handlers) => latest.current(input, handlers)));
    return followLive(relayFeed(of, who, own), (error) => {
      const { code } = readApiError(error);
      // Their tenants are others now: what is on screen is not theirs any more, nor is what they may do.
      if (code === 'forbidden' && useLive.getState().intent !== null) {
        window.location.reload();
        return true;
      }
      if (code !== 'signed-out') return false;
      // A display has no session that could be begun again.
      window.location.assign(`/login?reason=${name.startsWith('view/') ? 'view' : 'ended'}`);
      return true;
    });
  }, [of, name, who]);
}

/** Nobody is told by a relay of theirs what was for other eyes: with other tenants it is another one. */
export function relayName({ name, role, tenants }: Me): string {
  return [name, role, ...(tenants?.map(({ id }) => id).sort() ?? ['all'])].join(' ');
}
