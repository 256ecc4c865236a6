import type { OpenLink } from '../../server/controller/host-link';
import { Jumps } from '../../server/controller/jumps';
import { sshLinks } from '../../server/controller/open-link';
import { dataFolder } from '../../server/db/folder';
import { loadIntent } from '../../server/intent/load';
import { GeneratedKeys } from '../../server/keys/generated-keys';

/** Connections to the fabric's hosts without a controller. */
export async function bareLinks(): Promise<OpenLink> {
  const keys = await GeneratedKeys.open(dataFolder());
  const { hosts } = await loadIntent();
  return sshLinks({ keys, vxlanPort: () => 8472, hosts: () => hosts, jumps: new Jumps(() => {}) });
}
