/** What turns one host from observed into desired. Everything is decided here: order, names, batches. */
export type Plan = {
  hostId: string;
  revision: number;
  /** Run in this order; empty: the host is as desired. */
  batches: Batch[];
  /** What stands in the way, each naming the object. The rest of the plan goes on without it. */
  refusals: Refusal[];
  /** What of ours is not where intent has it, whether or not this plan may touch it. */
  strays: Stray[];
};

/**
 * Lines for one process: `ip -batch`, `ip -n NAMESPACE -batch`, `bridge -batch`, or sysctl settings (each line is
 * `key=value`) inside a namespace. A batch stops at its first failing line, so that nothing is done to an object
 * that somebody else put there since the read.
 */
export type Batch = {
  tool: 'ip' | 'bridge' | 'sysctl';
  /** null: the host's own namespace. */
  namespace: string | null;
  steps: Step[];
  /**
   * true: runs although an earlier batch failed; batches of different tenants share nothing. false: belongs to the
   * batch before it and runs only where that one ended well. So after a failing batch the run goes on at the next
   * batch that is independent.
   */
  independent: boolean;
};

export type Step = {
  /** argv tokens of one batch line, without the tool: `['link', 'set', 'dev', 'msft-br', 'up']`. */
  line: string[];
  action: 'create' | 'change' | 'delete';
  object: ObjectRef;
  /** What it does, for a person: "bring msft-br up". */
  sentence: string;
  /** Why an object that is there must change: `mtu: 1500 vs 1450` (found vs wanted), or null on creation. */
  because: string | null;
  /** Frames of the tenant are lost for a moment (a device is deleted or taken down). */
  flaps: boolean;
  tenantId: string | null;
};

export type ObjectRef = {
  kind: 'namespace' | 'bridge' | 'vxlan' | 'veth' | 'flood-entry' | 'address';
  /** Device or namespace name; for a flood entry or address, that of the device it is on. */
  name: string;
  namespace: string | null;
};

/** A device or a namespace that carries the mark of something of intent, and is not that. */
export type Stray = {
  object: ObjectRef;
  /** The mark, and what intent has it for; of a veth pair the host end. */
  owner: string;
  home: ObjectRef;
  tenantId: string;
  networkId: string | null;
  endpointId: string | null;
};

export type Refusal = {
  code:
    | 'foreign-name'
    | 'foreign-vni'
    /** What was to be taken over is not as intent describes it. */
    | 'not-as-found'
    | 'other-installation'
    | 'underlay-device-missing'
    | 'underlay-address-missing'
    | 'underlay-not-set'
    | 'mtu-too-small'
    | 'namespace-unreadable';
  /** The object that stands in the way. */
  object: string;
  /** What is in the way and what would be right. */
  sentence: string;
  tenantId: string | null;
  networkId: string | null;
  /** Set where only this endpoint is stopped, not its whole network. */
  endpointId: string | null;
};
