import { notAssignable, parseAddress, parseSubnet, subnetsOverlap, unusableInSubnet } from './address';
import { endpointLabel, type Host, hostsOfNetwork, type Intent, type Network, type Tenant } from './intent';
import { SMALLEST_INNER_MTU } from './mtu';

/** What is wrong with intent as a whole, and where. `path` is that of a person: `microsoft/default/vni`. */
export type Fault = { path: string; sentence: string };

/** Every fault, not only the first. An intent without faults can be compiled for every host. */
export function checkIntent(intent: Intent): Fault[] {
  return [...checkHosts(intent), ...checkTenants(intent), ...checkNamesPerHost(intent)];
}

function checkHosts(intent: Intent): Fault[] {
  const faults: Fault[] = [];
  const names = new Claims(faults);
  const places = new Claims(faults);
  const vteps = new Claims(faults);
  for (const host of intent.hosts) {
    faults.push(...checkJump(host, intent.hosts));
    names.claim(host.name, `hosts/${host.name}`, (who) => `the name ${host.name} is used twice (${who})`);
    places.claim(
      `${host.address} ${host.port}`,
      `hosts/${host.name}/address`,
      (who) => `${host.address} port ${host.port} is ${who} already: one host, one entry`,
    );
    if (!host.underlay) continue;
    const path = `hosts/${host.name}/underlay`;
    const vtep = parseAddress(host.underlay.address);
    const bad = vtep ? notAssignable(vtep) : 'the VTEP address is not an address';
    if (bad) faults.push({ path, sentence: `${bad}: a VTEP needs a unicast address of the underlay` });
    vteps.claim(
      host.underlay.address,
      path,
      (who) => `the VTEP address ${host.underlay?.address} is that of ${who} too: each host needs its own`,
    );
  }
  const families = new Set(
    intent.hosts.flatMap((h) => (h.underlay ? [parseAddress(h.underlay.address)?.family] : [])),
  );
  if (families.size > 1) {
    for (const tenant of intent.tenants) {
      for (const network of tenant.networks) {
        const used = new Set(
          hostsOfNetwork(tenant, network.id).map((id) => {
            const underlay = intent.hosts.find((h) => h.id === id)?.underlay;
            return underlay ? parseAddress(underlay.address)?.family : undefined;
          }),
        );
        used.delete(undefined);
        if (used.size > 1) {
          faults.push({
            path: `${tenant.name}/${network.name}`,
            sentence: `network ${network.name} of ${tenant.name} lies on hosts with an IPv4 and with an IPv6 VTEP: one VXLAN segment needs VTEPs of one family`,
          });
        }
      }
    }
  }
  return faults;
}

/** The way to a host ends at one that is reached directly. */
function checkJump(host: Host, hosts: readonly Host[]): Fault[] {
  const path = `hosts/${host.name}/jump`;
  const way: Host[] = [host];
  for (let at = host; at.jump !== undefined; ) {
    const next = hosts.find(({ id }) => id === at.jump);
    if (!next) {
      const sentence = `${host.name} is reached through a host that is not there: choose another way, or remove it too`;
      return at === host ? [{ path, sentence }] : [];
    }
    if (next === host) {
      const names = [...way, host].map(({ name }) => name).join(' through ');
      return [{ path, sentence: `${names}: nobody of these can be reached` }];
    }
    // A circle further on is told of by those that are in it.
    if (way.includes(next)) return [];
    way.push(next);
    at = next;
  }
  return [];
}

function checkTenants(intent: Intent): Fault[] {
  const faults: Fault[] = [];
  const names = new Claims(faults);
  const prefixes = new Claims(faults);
  const vnis = new Claims(faults);
  for (const tenant of intent.tenants) {
    names.claim(tenant.name, tenant.name, () => `there are two tenants called ${tenant.name}`);
    prefixes.claim(
      tenant.prefix,
      `${tenant.name}/prefix`,
      (who) => `the prefix ${tenant.prefix} is that of ${who}: device names would collide`,
      tenant.name,
    );
    const networkNames = new Claims(faults);
    for (const network of tenant.networks) {
      const path = `${tenant.name}/${network.name}`;
      networkNames.claim(network.name, path, () => `${tenant.name} has two networks called ${network.name}`);
      vnis.claim(
        String(network.vni),
        `${path}/vni`,
        (who) => `VNI ${network.vni} is that of ${who} already: one VNI, one network`,
        path,
      );
      faults.push(...checkNetwork(tenant, network));
    }
    faults.push(...checkEndpoints(intent, tenant));
  }
  return faults;
}

function checkNetwork(tenant: Tenant, network: Network): Fault[] {
  const faults: Fault[] = [];
  const path = `${tenant.name}/${network.name}`;
  const subnets = network.subnets.map(parseSubnet);
  for (const [i, a] of subnets.entries()) {
    for (const b of subnets.slice(i + 1)) {
      if (a && b && subnetsOverlap(a, b)) {
        faults.push({
          path: `${path}/subnets`,
          sentence: `${a.text} and ${b.text} overlap: an address must lie in one subnet`,
        });
      }
    }
  }
  const ipv6 = subnets.some((subnet) => subnet?.family === 6);
  if (ipv6 && network.mtu !== null && network.mtu < SMALLEST_INNER_MTU) {
    faults.push({
      path: `${path}/mtu`,
      sentence: `MTU ${network.mtu} is less than the ${SMALLEST_INNER_MTU} bytes that IPv6 needs (RFC 8200)`,
    });
  }
  return faults;
}

function checkEndpoints(intent: Intent, tenant: Tenant): Fault[] {
  const faults: Fault[] = [];
  const addresses = new Claims(faults);
  const macs = new Claims(faults);
  const names = new Claims(faults);
  for (const endpoint of tenant.endpoints) {
    const label = endpointLabel(tenant, endpoint, intent.hosts);
    const host = intent.hosts.find((h) => h.id === endpoint.hostId);
    if (!host) faults.push({ path: label, sentence: `${label} is on a host that is not there` });
    names.claim(label, label, () => `${label} is there twice: give one of them a name`);
    const joined = new Set<string>();
    for (const wire of endpoint.interfaces) {
      const network = tenant.networks.find((candidate) => candidate.id === wire.networkId);
      if (!network) {
        faults.push({ path: label, sentence: `${label} is in a network that ${tenant.name} does not have` });
        continue;
      }
      if (joined.has(network.id)) {
        faults.push({
          path: label,
          sentence: `${label} is in network ${network.name} twice: give one interface both addresses`,
        });
      }
      joined.add(network.id);
      if (wire.mac !== null) {
        macs.claim(
          `${network.id} ${wire.mac}`,
          `${label}/mac`,
          (who) => `MAC ${wire.mac} is that of ${who} in network ${network.name} already`,
          label,
        );
      }
      for (const text of wire.addresses) {
        const path = `${label}/${text}`;
        const address = parseAddress(text);
        if (!address) continue;
        const bad = notAssignable(address) ?? outsideAll(network, text);
        if (bad) faults.push({ path, sentence: bad });
        addresses.claim(
          `${network.id} ${text}`,
          path,
          (who) => `${text} is held by ${who} already: an address once per network`,
          label,
        );
      }
    }
  }
  return faults;
}

function outsideAll(network: Network, text: string): string | null {
  const address = parseAddress(text);
  const subnets = network.subnets.map(parseSubnet).filter((subnet) => subnet !== null);
  const fitting = subnets.find(
    (subnet) => subnet.family === address?.family && !unusableInSubnet(subnet, address),
  );
  if (fitting || !address) return null;
  const near = subnets
    .map((subnet) => unusableInSubnet(subnet, address))
    .find((why) => why && !why.includes('not in'));
  return near ?? `${text} is not in ${network.subnets.join(' or ')} of network ${network.name}`;
}

/** Devices and namespaces of one host share one namespace of names each, whoever's tenant they are. */
function checkNamesPerHost(intent: Intent): Fault[] {
  const faults: Fault[] = [];
  for (const host of intent.hosts) {
    const devices = new Claims(faults);
    const namespaces = new Claims(faults);
    if (host.underlay)
      devices.claim(host.underlay.device, host.name, () => '', `the underlay of ${host.name}`);
    for (const tenant of intent.tenants) {
      for (const network of tenant.networks) {
        if (!hostsOfNetwork(tenant, network.id).includes(host.id)) continue;
        const found = network.found[host.id];
        for (const name of [found?.bridge ?? network.bridge, found?.vxlan ?? network.vxlan]) {
          claimDevice(devices, name, host.name, `${tenant.name}/${network.name}`);
        }
      }
      for (const endpoint of tenant.endpoints) {
        if (endpoint.hostId !== host.id) continue;
        const label = endpointLabel(tenant, endpoint, intent.hosts);
        namespaces.claim(
          endpoint.namespace,
          label,
          (who) => `the namespace ${endpoint.namespace} on ${host.name} is that of ${who} already`,
          label,
        );
        const inside = new Claims(faults);
        for (const wire of endpoint.interfaces) {
          claimDevice(devices, wire.hostEnd, host.name, label);
          claimDevice(inside, wire.namespaceEnd, `namespace ${endpoint.namespace}`, label);
        }
      }
    }
  }
  return faults;
}

function claimDevice(devices: Claims, name: string, where: string, who: string): void {
  devices.claim(name, who, (other) => `the device name ${name} on ${where} is used by ${other} already`, who);
}

/** First come, first served: the second claim of the same thing is a fault that names the first holder. */
class Claims {
  readonly #holders = new Map<string, string>();
  readonly #faults: Fault[];
  constructor(faults: Fault[]) {
    this.#faults = faults;
  }
  claim(thing: string, path: string, sentence: (holder: string) => string, holder: string = path): void {
    const other = this.#holders.get(thing);
    if (other === undefined) this.#holders.set(thing, holder);
    else this.#faults.push({ path, sentence: sentence(other) });
  }
}
