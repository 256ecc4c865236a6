'use client';

import { type ReactNode, useEffect } from 'react';
import { DRAFT_STORAGE, useDraft } from '@/components/live/draft-store';
import { useTellLooks } from '@/components/live/look';
import { type Me, MeProvider, useMe } from '@/components/live/me';
import { TrpcProvider, useTRPCClient } from '@/components/live/trpc';
import { useFollowLive } from '@/components/live/use-follow-live';
import { IsolationBanner } from '@/components/panels/isolation/isolation-banner';
import { RolloutBanner } from '@/components/panels/plan/rollout-banner';
import { Dialogs } from './dialogs';
import { useConsoleKeys } from './keyboard';
import { useLayout } from './layout-store';
import { Rail } from './rail';
import { StreamBanner } from './stream-banner';
import { TopBar } from './top-bar';

/** Everything behind the sign-in: bar, rail, dialogs, and the one stream that feeds them. */
export function Console({ me, children }: { me: Me; children: ReactNode }) {
  return (
    <MeProvider me={me}>
      <TrpcProvider>
        <Frame>{children}</Frame>
      </TrpcProvider>
    </MeProvider>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const client = useTRPCClient();
  useFollowLive('console', useMe(), (input, handlers) => client.live.watch.subscribe(input, handlers));
  useTellLooks();
  useKeptStores();
  useConsoleKeys();
  return (
    <div className="flex h-dvh min-h-0 flex-col overflow-hidden bg-canvas print:block print:h-auto print:overflow-visible">
      <TopBar />
      <StreamBanner />
      <IsolationBanner />
      <RolloutBanner />
      <div className="flex min-h-0 flex-1 max-md:flex-col print:block">
        <Rail />
        {children}
      </div>
      <Dialogs />
    </div>
  );
}

/** Draft and layout come back from this browser's storage; another tab's draft is this tab's draft. */
function useKeptStores(): void {
  useEffect(() => {
    // Absent where the browser keeps nothing for this site.
    const layout: typeof useLayout.persist | undefined = useLayout.persist;
    const draft: typeof useDraft.persist | undefined = useDraft.persist;
    void layout?.rehydrate();
    const loadDraft = async () => {
      await draft?.rehydrate();
      useDraft.getState().refresh();
    };
    void loadDraft();
    const onStorage = (event: StorageEvent) => {
      if (event.key === DRAFT_STORAGE) void loadDraft();
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);
}
