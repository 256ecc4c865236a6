import { type DevicePlaces, devicePlaces, selectionOfDevice } from '@/components/topology/device-places';
import { type MacOwner, macOwners, ownerOf } from '@/components/topology/mac-owners';
import type { Selection } from '@/components/topology/selection-store';
import type { HostLive } from '@/server/api/types';
import { parseAddress } from '@/server/model/address';
import type { Intent } from '@/server/model/intent';
import type { FdbEntry, ObservedNeighbour } from '@/server/observe/observed';

/** What was written into the search: (part of) a MAC or of an address; `exact`: it is whole. */
export type Wanted = { kind: 'mac' | 'address'; text: string; exact: boolean };

/** An answer to "where is …?". */
export type Whereabouts = {
  id: string;
  /** holder: the device that has it. sighting: a table in which it stands. */
  kind: 'holder' | 'sighting';
  /** `endpoint microsoft@node02 (msft-veth1)` */
  name: string;
  /** `learned on node01 msft-vxl-10 behind 10.10.10.20` */
  detail: string;
  tenantColor: number | null;
  selection: Selection;
};

type Lives = Readonly<Record<string, HostLive>>;

/** Beyond these, more answers help nobody. */
const MOST_HOLDERS = 20;
const MOST_SIGHTINGS = 40;
const MOST_LOOKED_AT = 2_000;

/** `52:54:00`, `52-54-00-12-34-56`, `5254.0012.3456`, `525400123456`, `10.1.0.4`, `10.1.`, `2001:db8::1`; else null. */
export function wantedOf(query: string): Wanted | null {
  const text = query.trim().toLowerCase();
  const isMac =
    /^(?:[0-9a-f]{2}[:-]){1,5}(?:[0-9a-f]{1,2})?$/.test(text) ||
    /^[0-9a-f]{4}\.(?:[0-9a-f]{4}\.?){0,2}$/.test(text) ||
    /^[0-9a-f]{12}$/.test(text);
  if (isMac) {
    const digits = text.replaceAll(/[^0-9a-f]/g, '');
    return { kind: 'mac', text: digits.match(/.{1,2}/g)?.join(':') ?? '', exact: digits.length === 12 };
  }
  const [bare = ''] = text.split('/');
  const address = parseAddress(bare);
  if (address) return { kind: 'address', text: address.text, exact: true };
  if (
    /^\d{1,3}\.[\d.]*$/.test(bare) ||
    (/^[0-9a-f:]+$/.test(bare) && bare.includes(':') && bare.length > 3)
  ) {
    return { kind: 'address', text: bare, exact: false };
  }
  return null;
}

/** Where a MAC or an address is: who has it, and every table that knows of it. */
export function whereIs(wanted: Wanted, intent: Intent, lives: Lives): Whereabouts[] {
  const search = new Search(wanted, intent, lives);
  return wanted.kind === 'mac' ? search.mac() : search.address();
}

type Sighting = { mac: string; hostId: string; text: string; selection: Selection; address: string | null };

class Search {
  readonly #wanted: Wanted;
  readonly #intent: Intent;
  readonly #lives: Lives;
  readonly #places: DevicePlaces;
  readonly #names: Map<string, string>;

  constructor(wanted: Wanted, intent: Intent, lives: Lives) {
    this.#wanted = wanted;
    this.#intent = intent;
    this.#lives = lives;
    this.#places = devicePlaces(intent);
    this.#names = new Map(intent.hosts.map(({ id, name }) => [id, name]));
  }

  mac(): Whereabouts[] {
    const owners = macOwners(this.#intent, this.#lives);
    const fits = this.#fits;
    const holders: MacOwner[] = [];
    for (const [mac, list] of owners) if (fits(mac)) holders.push(...list);
    const sightings = this.#sightings(
      (mac) => fits(mac),
      () => false,
    );
    return this.#answer(holders, sightings);
  }

  address(): Whereabouts[] {
    const fits = this.#fits;
    const holders: MacOwner[] = [];
    for (const list of macOwners(this.#intent, this.#lives).values()) {
      for (const owner of list) if (owner.addresses.some(fits)) holders.push(owner);
    }
    const macs = new Set(holders.map(({ mac }) => mac));
    // A prefix such as 10.1. fits whole tables: then holders are answer enough.
    const sightings = this.#sightings(
      (mac) => this.#wanted.exact && macs.has(mac),
      (address) => this.#wanted.exact && fits(address),
    );
    return this.#answer(holders, sightings);
  }

  readonly #fits = (text: string): boolean =>
    this.#wanted.exact ? text === this.#wanted.text : text.startsWith(this.#wanted.text) || this.#inMac(text);

  /** The end of a MAC is what people remember. */
  #inMac(text: string): boolean {
    return this.#wanted.kind === 'mac' && text.includes(this.#wanted.text);
  }

  #answer(holders: readonly MacOwner[], sightings: readonly Sighting[]): Whereabouts[] {
    const rank = ({ place }: MacOwner) => (place?.part === 'namespace end' ? 0 : place ? 1 : 2);
    const shown = holders.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_HOLDERS);
    const byMac = new Map<string, Sighting[]>();
    for (const sighting of sightings) {
      const list = byMac.get(sighting.mac);
      if (list) list.push(sighting);
      else byMac.set(sighting.mac, [sighting]);
    }
    const owners = macOwners(this.#intent, this.#lives);
    const nobody = [...byMac.keys()].filter((mac) => !owners.has(mac));
    return [
      ...shown.map((owner) => this.#holder(owner, byMac.get(owner.mac) ?? [])),
      ...nobody.slice(0, MOST_HOLDERS).flatMap((mac) => this.#stranger(mac, byMac.get(mac) ?? [])),
      ...sightings.slice(0, MOST_SIGHTINGS).map((sighting, i) => this.#sighting(sighting, i, owners)),
    ];
  }

  #holder(owner: MacOwner, seen: readonly Sighting[]): Whereabouts {
    const { mac, hostId, namespace, device, place, wanted, selection, addresses } = owner;
    const host = this.#nameOf(hostId);
    const name =
      place?.part === 'namespace end'
        ? `endpoint ${place.label} (${device})`
        : `${place ? place.part : 'device'} ${device} ${namespace === null ? '' : `in ${namespace} `}on ${host}`;
    const has = this.#wanted.kind === 'mac' ? addresses.filter((text) => !text.startsWith('fe80')) : [mac];
    // Elsewhere is what is asked for; that its own bridge knows it says nothing.
    const away = seen.filter((sighting) => sighting.hostId !== hostId);
    const told = (away.length > 0 ? away : seen).map(({ text }) => text);
    const more = told.length - 2;
    return {
      id: `holder:${hostId}/${namespace ?? ''}/${device}/${mac}`,
      kind: 'holder',
      name,
      detail: [
        ...(this.#wanted.exact ? [] : [this.#wanted.kind === 'mac' ? mac : (addresses[0] ?? '')]),
        ...has.slice(0, 2),
        ...(wanted ? ['asked for, not read there'] : []),
        ...(told.length > 0
          ? [told.slice(0, 2).join(', ') + (more > 0 ? ` and ${more} more` : '')]
          : ['in no table']),
      ].join(' · '),
      tenantColor: place?.color ?? null,
      selection:
        selection.kind === 'veth' && place?.part === 'namespace end'
          ? { ...selection, kind: 'namespace' }
          : selection,
    };
  }

  /** A MAC that stands in a table and is no device's that Overlane sees. */
  #stranger(mac: string, seen: readonly Sighting[]): Whereabouts[] {
    const [first] = seen;
    if (!first) return [];
    return [
      {
        id: `stranger:${mac}`,
        kind: 'holder',
        name: `${mac}: of no device on these hosts`,
        detail: first.text + (seen.length > 1 ? ` and ${seen.length - 1} more` : ''),
        tenantColor: null,
        selection: first.selection,
      },
    ];
  }

  #sighting(
    { mac, hostId, text, selection, address }: Sighting,
    i: number,
    owners: ReturnType<typeof macOwners>,
  ): Whereabouts {
    const place = this.#placeOf(selection);
    const owner = ownerOf(owners, mac, place?.tenantId ?? null);
    return {
      id: `sighting:${i}/${hostId}/${mac}`,
      kind: 'sighting',
      name: text,
      detail: [address, mac, owner?.place?.part === 'namespace end' ? owner.place.label : null]
        .filter(Boolean)
        .join(' · '),
      tenantColor: place?.color ?? null,
      selection,
    };
  }

  #placeOf(selection: Selection): { tenantId: string; color: number } | null {
    if (!('tenantId' in selection)) return null;
    const tenant = this.#intent.tenants.find(({ id }) => id === selection.tenantId);
    return tenant ? { tenantId: tenant.id, color: tenant.color } : null;
  }

  #sightings(fitsMac: (mac: string) => boolean, fitsAddress: (address: string) => boolean): Sighting[] {
    const found: Sighting[] = [];
    for (const { id } of this.#intent.hosts) {
      const observed = this.#lives[id]?.observed;
      if (!observed) continue;
      for (const entry of toldOnce(observed.fdb.filter((one) => fitsMac(one.mac) && !isOwn(one)))) {
        found.push(this.#inFdb(id, entry));
      }
      for (const one of observed.neighbours) this.#inNeighbours(found, id, null, one, fitsMac, fitsAddress);
      for (const { name, neighbours } of observed.namespaces) {
        for (const one of neighbours) this.#inNeighbours(found, id, name, one, fitsMac, fitsAddress);
      }
      if (found.length > MOST_LOOKED_AT) break;
    }
    return found;
  }

  #inFdb(hostId: string, entry: FdbEntry): Sighting {
    const host = this.#nameOf(hostId);
    const how = entry.state === '' ? 'learned' : 'static';
    const { mac, device, master, dst } = entry;
    const text =
      dst !== null
        ? `${how} on ${host} ${device} behind ${dst}`
        : `${how} on ${host} ${master ?? device} at port ${device}`;
    return {
      mac,
      hostId,
      text,
      address: null,
      selection: selectionOfDevice(this.#places, hostId, null, dst === null && master ? master : device),
    };
  }

  #inNeighbours(
    found: Sighting[],
    hostId: string,
    namespace: string | null,
    { address, mac, device, state }: ObservedNeighbour,
    fitsMac: (mac: string) => boolean,
    fitsAddress: (address: string) => boolean,
  ): void {
    const isIt = (mac !== null && fitsMac(mac)) || fitsAddress(address);
    if (!isIt) return;
    const where = namespace === null ? this.#nameOf(hostId) : `${namespace} on ${this.#nameOf(hostId)}`;
    found.push({
      mac: mac ?? '',
      hostId,
      text:
        mac === null
          ? `asked for by ${where} (${device}), nobody answered`
          : `neighbour of ${where} (${device}), ${state.join(' ').toLowerCase()}`,
      address,
      selection: selectionOfDevice(this.#places, hostId, namespace, device),
    });
  }

  #nameOf(hostId: string): string {
    return this.#names.get(hostId) ?? hostId;
  }
}

/** A port's own MAC, which is there always. */
function isOwn({ state, dst }: FdbEntry): boolean {
  return state === 'permanent' && dst === null;
}

/** The bridge knows behind its VXLAN port what that knows behind a VTEP. */
function toldOnce(entries: readonly FdbEntry[]): FdbEntry[] {
  const keyOf = ({ mac, device }: FdbEntry) => `${mac} ${device}`;
  const behind = new Set(entries.filter(({ dst }) => dst !== null).map(keyOf));
  return entries.filter((entry) => entry.dst !== null || !behind.has(keyOf(entry)));
}
