import { KeyError } from '../keys/error';
import { FABRIC_KEY, type GeneratedKey, type GeneratedKeys } from '../keys/generated-keys';
import type { Host } from '../model/intent';
import { connect } from '../ssh/connect';
import { describeHostKey } from '../ssh/host-key';
import type { KeyDesk, KeyTrial, SshKey } from './face';
import { NoLink } from './host-link';
import { type LinkDeps, viaOf } from './open-link';

/** The keys that Overlane made, for people: shown, renewed, tried at the hosts, and changed over to. */
export function keyDesk(keys: GeneratedKeys, links: LinkDeps): KeyDesk {
  const usersOf = (id: string) => links.hosts().filter((host) => keyIdOf(host) === id);
  const shown = (key: GeneratedKey): SshKey => ({
    ...key,
    fingerprint: fingerprintOf(key.publicLine),
    madeAt: key.madeAt.getTime(),
    next: key.next && {
      publicLine: key.next.publicLine,
      fingerprint: fingerprintOf(key.next.publicLine),
      madeAt: key.next.madeAt.getTime(),
    },
    hostIds: usersOf(key.id).map((host) => host.id),
  });
  const tryNext = async (id: string): Promise<KeyTrial[]> => {
    await keys.nextPrivateKey(id);
    return Promise.all(
      usersOf(id).map((host) => tried(host, { privateKey: () => keys.nextPrivateKey(id) }, links)),
    );
  };
  return {
    list: async () => (await keys.list()).map(shown),
    get: async (id) => shown(await keys.get(id)),
    renew: async (id) => shown(await keys.renew(id)),
    tryNext,
    async switchOver(id, publicLine, anyway) {
      const closed = anyway ? [] : (await tryNext(id)).filter(({ accepted }) => !accepted);
      if (closed.length > 0) {
        const names = closed.map(({ host }) => host).join(', ');
        throw new KeyError('key', `${names} would not let the new key in: nothing was changed.`);
      }
      return shown(await keys.switchOver(id, publicLine));
    },
    discardNext: async (id) => shown(await keys.discardNext(id)),
  };
}

/** A connection of its own, ended as soon as the host has let us in. */
async function tried(host: Host, keys: LinkDeps['keys'], links: LinkDeps): Promise<KeyTrial> {
  const trial = { hostId: host.id, host: host.name };
  try {
    const connected = await connect({ ...host, via: await viaOf(host, links) }, keys);
    if (connected.kind === 'ready') {
      connected.session.end();
      return { ...trial, accepted: true, sentence: null };
    }
    const sentence =
      'reason' in connected
        ? connected.reason.sentence
        : `the host key of ${host.name} is not the pinned one`;
    return { ...trial, accepted: false, sentence };
  } catch (error) {
    if (!(error instanceof NoLink)) throw error;
    return { ...trial, accepted: false, sentence: error.finding.sentence };
  }
}

function keyIdOf({ key }: Host): string | null {
  return key.kind === 'generated' ? (key.id ?? FABRIC_KEY) : null;
}

function fingerprintOf(line: string): string {
  return describeHostKey(Buffer.from(line.split(' ')[1] ?? '', 'base64')).fingerprint;
}
