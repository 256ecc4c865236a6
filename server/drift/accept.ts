import { parseMac } from '../model/mac';
import type { Attribute } from '../plan/mending';
import { acceptAddress } from './accept-address';
import { acceptMtu } from './accept-mtu';
import type { Acceptance, Whole } from './acceptance';
import type { Lost, Scene } from './scene';
import { withWire } from './wire';

/** The change of intent after which this difference is none, or why intent has no word for what was found. */
export function acceptance(scene: Scene, lost: Lost): Acceptance {
  const tenant = scene.tenant(lost);
  if (!tenant) return { whyNot: 'its tenant is no longer in intent' };
  const endpoint = tenant.endpoints.find(({ id }) => id === lost.endpointId);
  const wire = endpoint?.interfaces.find(({ networkId }) => networkId === lost.networkId);
  return WAYS[lost.mending.attribute](scene, lost, { tenant, network: scene.network(lost), endpoint, wire });
}

type Way = (scene: Scene, lost: Lost, whole: Whole) => Acceptance;

const no =
  (whyNot: string): Way =>
  () => ({ whyNot });

const WAYS: Record<Attribute, Way> = {
  presence: acceptAbsence,
  mtu: acceptMtu,
  mac: acceptMac,
  address: acceptAddress,
  state: no('intent has no word for a device that is down: repair it, or remove what needs it'),
  kind: no('intent has no word for another kind of device at this name'),
  pair: no('intent has no word for a veth end that leads elsewhere'),
  alias: no('the owner mark tells that this is ours: intent does not choose it'),
  group: no('the link group tells that this is ours: intent does not choose it'),
  addrgenmode: no('a tenant must not reach its host: intent has no word for a link-local address here'),
  arp: no('whether a device answers ARP is the same for all of its kind: intent does not choose it'),
  master: no('a device is in the bridge of its network: intent has no word for another one'),
  id: no('the VNI is that of the network on all its hosts: change it there'),
  dstport: no('the UDP port is that of the fabric on all its hosts: change it there'),
  dev: no('the underlay device is that of the host for all its tunnels: change it there'),
  local: no('the VTEP address is that of the host for all its tunnels: change it there'),
  lo: no('intent has no word for an endpoint whose lo is down'),
  'IPv4 forwarding': no('an endpoint is no router: intent has no word for one'),
  'IPv6 forwarding': no('an endpoint is no router: intent has no word for one'),
  'flood entry': no('who floods to whom follows from the hosts that carry the network'),
  entry: no('intent has no word for a written FDB entry: MACs are learned'),
};

function acceptAbsence(
  scene: Scene,
  { mending, expected }: Lost,
  { tenant, endpoint, wire }: Whole,
): Acceptance {
  if (expected === null) return { whyNot: 'intent has each thing once, and in its own place' };
  if (!endpoint) {
    return { whyNot: `${mending.object.name} is needed while endpoints of ${tenant.name} are on the host` };
  }
  const there = scene.observed.namespaces.some(({ name }) => name === endpoint.namespace);
  if (!there) {
    return { operations: [{ op: 'endpoint.remove', tenantId: tenant.id, endpointId: endpoint.id }] };
  }
  const interfaces = endpoint.interfaces.filter((one) => one !== wire);
  if (interfaces.length === 0) {
    return {
      whyNot: `it is the only interface of ${endpoint.namespace}: repair it, or remove the endpoint`,
    };
  }
  return {
    operations: [{ op: 'endpoint.set', tenantId: tenant.id, endpoint: { ...endpoint, interfaces } }],
  };
}

function acceptMac(
  _: Scene,
  { mending, found }: Lost,
  { tenant, network, endpoint, wire }: Whole,
): Acceptance {
  if (!endpoint || !wire || mending.object.namespace === null) {
    return {
      whyNot: 'on the host Overlane works MACs out from what a device is: intent does not choose them',
    };
  }
  const mac = parseMac(found);
  if (mac === null) return { whyNot: `${found} is no unicast MAC that an endpoint could have` };
  const holder = tenant.endpoints.find(
    (other) =>
      other.id !== endpoint.id &&
      other.interfaces.some((one) => one.networkId === network?.id && one.mac === mac),
  );
  if (holder) return { whyNot: `${mac} is the MAC of ${holder.namespace} in the same network already` };
  return { operations: [withWire(tenant, endpoint, { ...wire, mac })] };
}
