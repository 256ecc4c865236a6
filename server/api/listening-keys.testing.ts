import type { KeyDesk, SshKey } from '../controller/face';

/** Keys that tell what was asked of them. */
export function listeningKeys(asked: string[]): KeyDesk {
  const key = (id: string): SshKey => ({
    id,
    publicLine: 'ssh-ed25519 AAAA overlane',
    fingerprint: `SHA256:${'A'.repeat(43)}`,
    madeAt: 0,
    next: null,
    hostIds: [],
  });
  const after = (what: string) => async (id: string) => {
    asked.push(`${what} ${id}`);
    return key(id);
  };
  return {
    list: async () => [key('fabric')],
    get: async (id) => key(id),
    renew: after('renew'),
    async tryNext(id) {
      asked.push(`tryNext ${id}`);
      return [];
    },
    switchOver: after('switchOver'),
    discardNext: after('discardNext'),
  };
}
