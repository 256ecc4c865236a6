import type { Finding } from '../../model/finding';
import { LINK_GROUP } from '../../model/owner';
import type { Probe } from '../parse/probe';

const GLOBS = ['*-veth*', '*-br*', '*-vxl-*'];

type Manager = Probe['managed'][number]['manager'];
const MANAGERS: Manager[] = ['NetworkManager', 'systemd-networkd'];

const LEAVE_ALONE: Record<Manager, string> = {
  NetworkManager: `printf '[keyfile]\\nunmanaged-devices=${GLOBS.map((glob) => `interface-name:${glob}`).join(';')}\\n' > /etc/NetworkManager/conf.d/90-overlane.conf && nmcli general reload`,
  'systemd-networkd': `printf '[Match]\\nName=${GLOBS.join(' ')}\\n[Link]\\nUnmanaged=yes\\n' > /etc/systemd/network/05-overlane.network && networkctl reload`,
};

/** Words of nmcli and networkctl for a device that its manager sets up or would. */
const TAKEN = /^(?:connected|connecting.*|disconnected|configuring|configured|pending|degraded|failed)$/;

/** A manager of networks has taken devices of ours and may change their addresses, MTU or state. */
export function managerFindings({ links, managed }: Pick<Probe, 'links' | 'managed'>): Finding[] {
  const ours = new Set(
    links?.filter(({ group }) => group === String(LINK_GROUP)).map(({ ifname }) => ifname),
  );
  const taken = managed.filter(({ device, state }) => ours.has(device) && TAKEN.test(state));
  return MANAGERS.flatMap((manager) => {
    const [first, ...more] = taken.filter((one) => one.manager === manager);
    if (!first) return [];
    const others = more.length > 0 ? ` and ${more.length} more devices` : '';
    return [
      {
        code: 'manager-takes-devices',
        severity: 'warning' as const,
        sentence: `${manager} manages ${first.device}${others} of Overlane and may change what was built.`,
        remedy: LEAVE_ALONE[manager],
      },
    ];
  });
}
