import { isLasting, type KernelEvent } from './parse/monitor';

/** What a host's kernel said was touched, and so must be read again. It never tells what became of it. */
export type Touched = {
  /** Something that cannot be told: events were lost, or not understood. */
  everything: boolean;
  /** Namespaces came, went, or were given a number. */
  namespaceList: boolean;
  /** Links of the host's own namespace by index, with the name that the last event gave; null: it gave none. */
  devices: Map<number, string | null>;
  /** Names of devices of the host's own namespace with FDB entries that came or went, as far as a name can be trusted. */
  fdb: Set<string>;
  /** Some of these entries were written or taken out, not learned or forgotten. */
  written: boolean;
  /** Of the host's own namespace. */
  routes: boolean;
  forwarding: boolean;
  /** The last word on each neighbour, of any namespace. Most say what is known: see `toRead`. */
  neighbours: Map<string, HeardNeighbour>;
  /** Namespaces in which anything else was touched, by the nsid that the host has for them. */
  namespaces: Set<number>;
};

export type HeardNeighbour = {
  /** null: the host's own namespace. */
  nsid: number | null;
  device: string;
  address: string;
  mac: string | null;
  state: readonly string[];
  gone: boolean;
};

/** Neighbours heard of that are worth remembering one by one. */
const MOST_NEIGHBOURS = 4096;

export function nothingTouched(): Touched {
  return {
    everything: false,
    namespaceList: false,
    devices: new Map(),
    fdb: new Set(),
    written: false,
    routes: false,
    forwarding: false,
    neighbours: new Map(),
    namespaces: new Set(),
  };
}

export function everythingTouched(): Touched {
  return { ...nothingTouched(), everything: true };
}

export function isNothing(touched: Touched): boolean {
  const { everything, namespaceList, routes, forwarding, devices, fdb, neighbours, namespaces } = touched;
  const any = everything || namespaceList || routes || forwarding;
  return !any && devices.size + fdb.size + neighbours.size + namespaces.size === 0;
}

/** Both together; where they tell of the same thing, `later` has the last word. */
export function mergeTouched(earlier: Touched, later: Touched): Touched {
  if (earlier.everything || later.everything) return everythingTouched();
  const neighbours = new Map([...earlier.neighbours, ...later.neighbours]);
  if (neighbours.size > MOST_NEIGHBOURS) return everythingTouched();
  const devices = new Map(earlier.devices);
  for (const [index, name] of later.devices) devices.set(index, name ?? devices.get(index) ?? null);
  return {
    everything: false,
    namespaceList: earlier.namespaceList || later.namespaceList,
    devices,
    fdb: new Set([...earlier.fdb, ...later.fdb]),
    written: earlier.written || later.written,
    routes: earlier.routes || later.routes,
    forwarding: earlier.forwarding || later.forwarding,
    neighbours,
    namespaces: new Set([...earlier.namespaces, ...later.namespaces]),
  };
}

/** Adds what an event touched to `touched`, which it changes. */
export function touch(touched: Touched, event: KernelEvent): void {
  if (event.what === 'unknown') touched.everything = true;
  else if (event.what === 'entry' && event.address !== null) touchNeighbour(touched, event);
  else if (event.nsid !== null) {
    // FDBs are read of the host's own namespace only.
    if (event.what !== 'entry') touched.namespaces.add(event.nsid);
  } else touchRoot(touched, event);
}

type RootEvent = Exclude<KernelEvent, { what: 'unknown' }>;

function touchRoot(touched: Touched, event: RootEvent): void {
  switch (event.what) {
    case 'link':
      touched.devices.set(event.index, event.label);
      return;
    case 'address':
      touched.devices.set(event.index, touched.devices.get(event.index) ?? null);
      // Routes that need the address go with it in silence (fib_sync_down_addr tells nobody).
      touched.routes = true;
      return;
    case 'namespace':
      touched.namespaceList = true;
      touched.namespaces.add(event.id);
      return;
    case 'forwarding':
      touched.forwarding = true;
      return;
    case 'route':
      touched.routes = true;
      return;
    case 'entry':
      touched.fdb.add(event.device);
      if (isLasting(event)) touched.written = true;
      return;
  }
}

/** An FDB entry of a VXLAN interface reads the same: which of both it is, the kind of the device tells. */
function touchNeighbour(touched: Touched, event: KernelEvent & { what: 'entry' }): void {
  const { nsid, device, address, mac, state, gone } = event;
  if (address === null) return;
  touched.neighbours.set(`${nsid ?? ''} ${address} ${device}`, { nsid, device, address, mac, state, gone });
  if (touched.neighbours.size > MOST_NEIGHBOURS) touched.everything = true;
}
