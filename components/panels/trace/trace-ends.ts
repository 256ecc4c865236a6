import type { Selection } from '@/components/topology/selection-store';
import { endpointLabel, hostsOfNetwork, type Intent } from '@/server/model/intent';
import type { TraceEnds } from '@/server/model/trace';

/** What can be one end of a trace: an endpoint in a network, or all that a host has of it. */
export type EndOption = {
  key: string;
  between: TraceEnds['between'];
  networkId: string;
  /** Endpoint or host. */
  id: string;
  label: string;
  /** Tenant. */
  group: string;
  color: number;
};

export function endKey({ between, networkId }: Pick<TraceEnds, 'between' | 'networkId'>, id: string): string {
  return `${between} ${networkId} ${id}`;
}

export function endOptions(intent: Intent): EndOption[] {
  return intent.tenants.flatMap((tenant) => {
    const several = tenant.networks.length > 1;
    const option = (between: EndOption['between'], networkId: string, id: string, label: string) => ({
      ...{ key: endKey({ between, networkId }, id), between, networkId, id, label },
      ...{ group: tenant.name, color: tenant.color },
    });
    const endpoints = tenant.endpoints.flatMap((endpoint) =>
      endpoint.interfaces.flatMap(({ networkId }) => {
        const network = tenant.networks.find(({ id }) => id === networkId);
        if (!network) return [];
        const label = endpointLabel(tenant, endpoint, intent.hosts);
        return [option('endpoints', networkId, endpoint.id, several ? `${label} in ${network.name}` : label)];
      }),
    );
    const hosts = tenant.networks.flatMap((network) =>
      hostsOfNetwork(tenant, network.id).flatMap((hostId) => {
        const host = intent.hosts.find(({ id }) => id === hostId);
        const label = `${host?.name}, all of ${tenant.name}/${network.name}`;
        return host ? [option('hosts', network.id, hostId, label)] : [];
      }),
    );
    return [...endpoints, ...hosts];
  });
}

/** What the other end of one can be. */
export function otherEnds(options: readonly EndOption[], from: EndOption | null): EndOption[] {
  if (!from) return [];
  return options.filter(
    ({ between, networkId, id }) =>
      between === from.between && networkId === from.networkId && id !== from.id,
  );
}

/** The ends that a selection on the canvas means: both of a tunnel, or the first of an endpoint. */
export function endsOfSelection(
  selected: Selection | null,
  options: readonly EndOption[],
): { from: EndOption; to: EndOption | null } | null {
  if (selected?.kind === 'tunnel') {
    const end = (hostId: string) =>
      options.find(
        ({ between, networkId, id }) =>
          between === 'hosts' && networkId === selected.networkId && id === hostId,
      );
    const [from, to] = [end(selected.a), end(selected.b)];
    return from && to ? { from, to } : null;
  }
  if (selected?.kind !== 'namespace' && selected?.kind !== 'veth') return null;
  const from = options.find(
    ({ between, id, networkId }) =>
      between === 'endpoints' &&
      id === selected.endpointId &&
      (selected.kind === 'namespace' || networkId === selected.networkId),
  );
  return from ? { from, to: null } : null;
}

/** Two endpoints in the first network that both are in, or null. */
export function endsBetween(intent: Intent, from: string, to: string): TraceEnds | null {
  const options = endOptions(intent);
  const first = options.find(
    (option) =>
      option.between === 'endpoints' &&
      option.id === from &&
      otherEnds(options, option).some(({ id }) => id === to),
  );
  return first ? { between: 'endpoints', networkId: first.networkId, from, to } : null;
}
