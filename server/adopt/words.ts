import type { ObservedLink } from '../observe/observed';
import type { Presence } from './segment';

/** A VXLAN interface as `ip -d link show` has it. */
export function vxlanWords({ vxlan, settings, bridge, sight }: Presence): string {
  const flood = (sight.written.get(vxlan.name) ?? []).map(({ mac, dst }) => `${mac} dst ${dst}`);
  return [
    `${vxlan.name}: vxlan id ${settings.vni}`,
    settings.remote && `remote ${settings.remote}`,
    settings.local && `local ${settings.local}`,
    settings.device && `dev ${settings.device}`,
    `dstport ${settings.port}`,
    `mtu ${vxlan.mtu}`,
    `master ${bridge.name}`,
    flood.length > 0 && `fdb ${flood.join(', ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

export function linkWords(link: ObservedLink): string {
  return [
    `${link.name}: ${link.kindName || 'device'} mtu ${link.mtu}`,
    link.mac && `link/ether ${link.mac}`,
    link.up ? 'up' : 'down',
    link.master && `master ${link.master}`,
    ...link.addresses.map(({ text }) => text),
  ]
    .filter(Boolean)
    .join(' ');
}

/** `node01`, `node01 and node02`, `node01, node02 and 3 more`. */
export function listed(names: readonly string[], most = 4): string {
  const unique = [...new Set(names)];
  const shown = unique.length > most ? unique.slice(0, most - 1) : unique;
  const left = unique.length - shown.length;
  if (left > 0) return `${shown.join(', ')} and ${left} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
