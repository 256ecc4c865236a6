'use client';

import { useCallback } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useTRPCClient } from '@/components/live/trpc';
import { toast } from '@/components/ui/toast';
import type { Host } from '@/server/model/intent';

/** Try an unreachable host now, or read a ready one now; what comes of it arrives by the stream. */
export function useHostActions(): {
  retry(host: Host): Promise<void>;
  reread(host: Host): Promise<void>;
  consent(host: Host): Promise<void>;
} {
  const client = useTRPCClient();
  const retry = useCallback(
    async (host: Host) => {
      try {
        await client.hosts.retry.mutate({ hostId: host.id });
        toast(`Trying ${host.name} now`);
      } catch (error) {
        toast.error(`${host.name} was not tried`, { description: readApiError(error).sentence });
      }
    },
    [client],
  );
  const reread = useCallback(
    async (host: Host) => {
      try {
        await client.hosts.reread.mutate({ hostId: host.id });
        toast(`Reading ${host.name}`);
      } catch (error) {
        toast.error(`${host.name} was not read`, { description: readApiError(error).sentence });
      }
    },
    [client],
  );
  const consent = useCallback(
    async (host: Host) => {
      try {
        await client.hosts.consent.mutate({ hostId: host.id });
        toast(`${host.name} is changed to what the database says`);
      } catch (error) {
        toast.error(`${host.name} was not changed`, { description: readApiError(error).sentence });
      }
    },
    [client],
  );
  return { retry, reread, consent };
}
