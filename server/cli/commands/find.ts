import { parseAddress } from '../../model/address';
import { endpointLabel } from '../../model/intent';
import type { ObservedLink, ObservedNeighbour } from '../../observe/observed';
import type { Client } from '../client';
import { Failure } from '../failure';
import { type Fabric, look } from '../live';
import { plain, table } from '../print';

/** Where a MAC or an address was seen. */
export type Place = {
  host: string;
  /** null: the host's own. */
  namespace: string | null;
  device: string;
  as: 'device' | 'address' | 'FDB entry' | 'neighbour';
  what: string;
};

/** @throws Failure where nobody has it */
export async function find(client: Client, wanted: string): Promise<{ data: unknown; text: string }> {
  const fabric = await look(client);
  const sought = soughtFor(wanted);
  const places = fabric.intent.hosts.flatMap(({ id, name }) => placesOn(fabric, id, name, sought));
  const endpoints = endpointsWith(fabric, sought);
  if (places.length + endpoints.length === 0) {
    throw new Failure('nowhere', `no host knows ${plain(wanted)}: it was neither set nor learned anywhere`);
  }
  const text = [
    ...endpoints.map((label) => `${wanted} is that of ${label}`),
    table(
      ['HOST', 'NAMESPACE', 'DEVICE', 'AS', 'WHAT'],
      places.map(({ host, namespace, device, as, what }) =>
        [host, namespace ?? '–', device, as, what].map(plain),
      ),
    ),
  ];
  return { data: { endpoints, places }, text: text.join('\n\n') };
}

type Sought = { mac: string } | { address: string };

function soughtFor(wanted: string): Sought {
  const text = wanted.toLowerCase();
  if (/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/.test(text)) return { mac: text };
  const address = parseAddress(text);
  if (address) return { address: address.text };
  throw new Failure(
    'no-address',
    `${plain(wanted)} is neither a MAC nor an address, such as 52:54:00:12:34:56 or 10.1.0.5`,
  );
}

function endpointsWith({ intent }: Fabric, sought: Sought): string[] {
  return intent.tenants.flatMap((tenant) =>
    tenant.endpoints
      .filter(({ interfaces }) =>
        interfaces.some((one) =>
          'mac' in sought ? one.mac === sought.mac : one.addresses.includes(sought.address),
        ),
      )
      .map((endpoint) => endpointLabel(tenant, endpoint, intent.hosts)),
  );
}

function placesOn(fabric: Fabric, hostId: string, host: string, sought: Sought): Place[] {
  const observed = fabric.hosts.get(hostId)?.observed;
  if (!observed) return [];
  const spaces = [
    { namespace: null, links: observed.links, neighbours: observed.neighbours },
    ...observed.namespaces.map(({ name, links, neighbours }) => ({ namespace: name, links, neighbours })),
  ];
  const own = spaces.flatMap(({ namespace, links, neighbours }) => [
    ...links.flatMap((link) => onLink(link, sought).map((place) => ({ host, namespace, ...place }))),
    ...neighbours.flatMap((one) => asNeighbour(one, sought).map((place) => ({ host, namespace, ...place }))),
  ]);
  if (!('mac' in sought)) return own;
  const learned = observed.fdb
    .filter(({ mac }) => mac === sought.mac)
    .map(({ device, dst, master, state }): Place => {
      const where = dst !== null ? `behind the VTEP ${dst}` : `a port of ${master ?? 'no bridge'}`;
      return { host, namespace: null, device, as: 'FDB entry', what: `${where}, ${state || 'learned'}` };
    });
  return [...own, ...learned];
}

function onLink(link: ObservedLink, sought: Sought): Omit<Place, 'host' | 'namespace'>[] {
  if ('mac' in sought) {
    if (link.mac !== sought.mac) return [];
    return [
      { device: link.name, as: 'device', what: `${link.kindName || 'device'}, ${link.up ? 'up' : 'down'}` },
    ];
  }
  return link.addresses
    .filter(({ text }) => text.split('/')[0] === sought.address)
    .map(({ text }) => ({
      device: link.name,
      as: 'address',
      what: `${text}, ${link.mac ?? 'without a MAC'}`,
    }));
}

function asNeighbour(one: ObservedNeighbour, sought: Sought): Omit<Place, 'host' | 'namespace'>[] {
  const fits = 'mac' in sought ? one.mac === sought.mac : one.address === sought.address;
  if (!fits) return [];
  const what = `${one.address} is ${one.mac ?? 'not answering'}, ${one.state.join(' ')}`;
  return [{ device: one.device, as: 'neighbour', what }];
}
