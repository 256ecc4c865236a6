import type {
  FdbEntry,
  Forwarding,
  ObservedLink,
  ObservedNamespace,
  ObservedNeighbour,
  ObservedRoute,
} from '../observe/observed';

/** What differs between two observations of one host; what is left out did not change. Times and counters do not count. */
export type ObservedPatch = {
  hostId: string;
  /** Milliseconds since the epoch: when the last complete read began. */
  readAt: number;
  bootId?: string;
  forwarding?: Forwarding;
  links?: Keyed<ObservedLink>;
  fdb?: Keyed<FdbEntry>;
  routes?: ObservedRoute[];
  neighbours?: Keyed<ObservedNeighbour>;
  namespaces?: { set: NamespacePatch[]; gone: string[] };
};

/** `gone` holds keys as `keyOf…` of observed-keys.ts makes them. */
export type Keyed<T> = { set: T[]; gone: string[] };

export type NamespacePatch = Pick<ObservedNamespace, 'name' | 'nsid' | 'unreadable' | 'readAt'> & {
  forwarding?: Forwarding;
  links?: Keyed<ObservedLink>;
  routes?: ObservedRoute[];
  neighbours?: Keyed<ObservedNeighbour>;
};
