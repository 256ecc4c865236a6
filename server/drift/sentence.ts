import type { Attribute } from '../plan/mending';
import type { Lost, Scene } from './scene';

/**
 * What is wrong, and what that means for the tenant, for somebody who is woken by it: `msft-vxl-10 on node01 is down:
 * nothing of microsoft crosses between node01 and node02`.
 */
export function sentenceOf(scene: Scene, lost: Lost): string {
  return WORDS[lost.mending.attribute](scene, lost);
}

type Words = (scene: Scene, lost: Lost) => string;

const WORDS: Record<Attribute, Words> = {
  presence: (scene, lost) => {
    const { object } = lost.mending;
    if (lost.expected === null) {
      return `${there(scene, lost)} carries the mark of something that intent has elsewhere: somebody renamed, moved or copied it`;
    }
    if (object.kind === 'namespace') {
      return `the namespace ${object.name} on ${scene.host} is gone: ${scene.endpoint(lost)} has no network at all`;
    }
    return said(scene, lost, 'is gone');
  },
  kind: (scene, lost) => said(scene, lost, `is a ${lost.found} and no ${lost.expected}`),
  pair: (scene, lost) => said(scene, lost, `leads to ${lost.found} and not to ${lost.expected}`),
  alias: (scene, lost) =>
    lost.found === 'none'
      ? `${there(scene, lost)} has lost its owner mark: others cannot tell that it is ours`
      : `${there(scene, lost)} carries the mark ${lost.found} and not ${lost.expected}: it is taken for that`,
  group: (scene, lost) => `${there(scene, lost)} is in the link group ${lost.found} and not in ours`,
  mac: (scene, lost) =>
    `${there(scene, lost)} has the MAC ${lost.found} and not ${lost.expected}: what others learned of it is wrong`,
  mtu: (scene, lost) =>
    Number(lost.found) < Number(lost.expected)
      ? `${there(scene, lost)} has an MTU of ${lost.found} and not ${lost.expected} bytes: larger packets of ${scene.label(lost)} are lost`
      : `${there(scene, lost)} has an MTU of ${lost.found} and not ${lost.expected} bytes: it takes packets of ${scene.label(lost)} that the tunnel does not carry`,
  addrgenmode: (scene, lost) =>
    `${there(scene, lost)} gives itself a link-local address (addrgenmode ${lost.found}): tenants would reach the host by it`,
  arp: (scene, lost) =>
    lost.expected === 'off'
      ? `${there(scene, lost)} answers ARP: ${scene.label(lost)} can find its host by it`
      : `${there(scene, lost)} answers no ARP: nobody finds ${scene.endpoint(lost)}`,
  state: (scene, lost) => said(scene, lost, 'is down'),
  master: (scene, lost) =>
    said(
      scene,
      lost,
      lost.found === 'none' ? 'is in no bridge' : `is in ${lost.found} and not in ${lost.expected}`,
    ),
  id: (scene, lost) => said(scene, lost, `has the VNI ${lost.found} and not ${lost.expected}`),
  dstport: (scene, lost) => said(scene, lost, `sends to UDP port ${lost.found} and not ${lost.expected}`),
  dev: (scene, lost) => said(scene, lost, `runs over ${lost.found} and not over ${lost.expected}`),
  local: (scene, lost) => said(scene, lost, `sends from ${lost.found} and not from ${lost.expected}`),
  lo: (scene, lost) => `lo of ${there(scene, lost)} is down: ${scene.endpoint(lost)} cannot talk to itself`,
  'IPv4 forwarding': (scene, lost) => forwards(scene, lost, 'IPv4'),
  'IPv6 forwarding': (scene, lost) => forwards(scene, lost, 'IPv6'),
  address: (scene, lost) => {
    const { object, which } = lost.mending;
    if (lost.found === 'missing') {
      return `${which} is gone from ${there(scene, lost)}: nobody reaches ${scene.endpoint(lost)} by it`;
    }
    return object.namespace === null
      ? `${there(scene, lost)} has the address ${which}: ${scene.label(lost)} reaches the host by it`
      : `${there(scene, lost)} has the address ${which}, which intent gave to nobody`;
  },
  'flood entry': (scene, lost) => {
    const which = lost.mending.which ?? '';
    return lost.found === 'missing'
      ? `${there(scene, lost)} does not flood to ${scene.vtep(which)}: broadcasts of ${scene.label(lost)} do not reach it from ${scene.host}`
      : `${there(scene, lost)} floods to ${scene.vtep(which)} too, which is not on its list: frames of ${scene.label(lost)} leave by it`;
  },
  entry: (scene, lost) => {
    const [mac, ...way] = (lost.mending.which ?? '').split(' ');
    return `${there(scene, lost)} sends frames for ${mac} to ${way.join(' ')} by a written entry: they are lost where the MAC is elsewhere`;
  },
};

/** `msft-br on node01`, `msft-veth1 in microsoft on node01` */
function there(scene: Scene, { mending: { object } }: Lost): string {
  const { kind, name, namespace } = object;
  if (kind === 'namespace') return `the namespace ${name} on ${scene.host}`;
  return namespace === null ? `${name} on ${scene.host}` : `${name} in ${namespace} on ${scene.host}`;
}

/** What is so, and that nothing passes. */
function said(scene: Scene, lost: Lost, so: string): string {
  const what = `${there(scene, lost)} ${so}`;
  const { kind } = lost.mending.object;
  const label = scene.label(lost);
  const others = scene.others(lost);
  if (kind === 'vxlan') {
    return others === '' ? what : `${what}: nothing of ${label} crosses between ${scene.host} and ${others}`;
  }
  if (kind === 'bridge') return `${what}: nothing of ${label} passes on ${scene.host}`;
  return label.includes('/')
    ? `${what}: ${scene.endpoint(lost)} is cut off from ${label}`
    : `${what}: ${scene.endpoint(lost)} is cut off`;
}

function forwards(scene: Scene, lost: Lost, family: string): string {
  return `${there(scene, lost)} forwards ${family}: ${scene.endpoint(lost)} can be a router between networks`;
}
