/** The keys by which the states of the graph's things are found; what each is of stands at `Status`. */
export const statusKey = {
  host: (hostId: string) => `host:${hostId}`,
  tenant: (tenantId: string) => `tenant:${tenantId}`,
  presence: (networkId: string, hostId: string) => `network:${networkId}@${hostId}`,
  endpoint: (endpointId: string) => `endpoint:${endpointId}`,
  link: (hostId: string, namespace: string | null, device: string) =>
    namespace === null ? `link:${hostId}/${device}` : `link:${hostId}/${namespace}/${device}`,
  tunnel: (networkId: string, a: string, b: string) => `tunnel:${networkId}/${[a, b].sort().join('/')}`,
};
