'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import type { AppRouter, OpsRouter } from '@/server/api/types';
import { heartbeatLink } from '@/server/client/heartbeat-link';

const console_ = createTRPCContext<AppRouter>();
const ops = createTRPCContext<OpsRouter>();

/** The console's procedures, as react-query options. */
export const useTRPC = console_.useTRPC;
/** The console's procedures, to be called. */
export const useTRPCClient = console_.useTRPCClient;
/** The wall's procedures: its router has no mutation. */
export const useOpsClient = ops.useTRPCClient;

/** What can be read of console and wall alike. */
export type Reads = Pick<TRPCClient<OpsRouter>, 'activity' | 'fdb' | 'history' | 'results'>;

const ReadsContext = createContext<Reads | null>(null);

/** The queries that console and wall have in common, of whichever of them the component is in. */
export function useReads(): Reads {
  const reads = useContext(ReadsContext);
  if (!reads) throw new Error('useReads outside of console and wall');
  return reads;
}

function links(url: string) {
  return [
    splitLink({
      condition: (operation) => operation.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      // Queries carry whole drafts: longer than a URL may be.
      false: httpBatchLink({ url, methodOverride: 'POST' }),
    }),
  ];
}

function newQueryClient(): QueryClient {
  return new QueryClient({ defaultOptions: { queries: { staleTime: 5_000, retry: 1 } } });
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({ links: [heartbeatLink(), ...links('/api/trpc')] }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <console_.TRPCProvider trpcClient={client} queryClient={queryClient}>
        <ReadsContext value={client}>{children}</ReadsContext>
      </console_.TRPCProvider>
    </QueryClientProvider>
  );
}

export function OpsTrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(newQueryClient);
  const [client] = useState(() => createTRPCClient<OpsRouter>({ links: links('/api/ops') }));
  return (
    <QueryClientProvider client={queryClient}>
      <ops.TRPCProvider trpcClient={client} queryClient={queryClient}>
        <ReadsContext value={client}>{children}</ReadsContext>
      </ops.TRPCProvider>
    </QueryClientProvider>
  );
}
