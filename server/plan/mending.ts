import type { ObjectRef } from './plan';

/**
 * Everything that a step can put right on an object, by kind; of a veth pair the host end and the namespace end by
 * themselves, as what both have in common stands at the host end. Words are those of `ip` where it has one; `presence`
 * is also that of something which should not be there.
 */
export const MENDABLE = {
  namespace: ['presence', 'alias', 'lo', 'IPv4 forwarding', 'IPv6 forwarding'],
  bridge: ['presence', 'kind', 'alias', 'group', 'mac', 'mtu', 'addrgenmode', 'arp', 'state'],
  vxlan: [
    'presence',
    'kind',
    'alias',
    'id',
    'dstport',
    'dev',
    'local',
    'group',
    'mac',
    'mtu',
    'addrgenmode',
    'master',
    'state',
  ],
  'host-end': ['presence', 'kind', 'pair', 'alias', 'group', 'mac', 'mtu', 'addrgenmode', 'master', 'state'],
  'namespace-end': ['alias', 'group', 'mac', 'mtu', 'arp', 'state'],
  address: ['address'],
  'flood-entry': ['flood entry', 'entry'],
} as const satisfies Record<string, readonly Attribute[]>;

export type Attribute =
  | 'presence'
  | 'kind'
  /** Both ends are there, and are not each other's other end. */
  | 'pair'
  | 'alias'
  | 'group'
  | 'mac'
  | 'mtu'
  | 'addrgenmode'
  | 'arp'
  | 'state'
  | 'master'
  /** VNI. */
  | 'id'
  /** UDP port. */
  | 'dstport'
  /** Underlay device. */
  | 'dev'
  /** VTEP address. */
  | 'local'
  /** Whether the lo of a namespace is up. */
  | 'lo'
  | 'IPv4 forwarding'
  | 'IPv6 forwarding'
  | 'address'
  | 'flood entry'
  /** An FDB entry that sends the frames for one MAC to a VTEP. */
  | 'entry';

/** One attribute of one object that is put right. */
export type Mending = {
  object: ObjectRef;
  attribute: Attribute;
  /** Which address (`10.1.0.4/24`) or entry (`10.10.10.20`), where an object may have several; else null. */
  which: string | null;
};
