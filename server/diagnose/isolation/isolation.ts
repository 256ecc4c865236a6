/** Whether tenants are apart, from what the hosts really hold. */
export type Isolation = {
  /**
   * touching: something is shared. unproven: nothing was found, and something could not be looked at. apart: everything
   * was looked at and nothing is shared.
   */
  verdict: 'apart' | 'touching' | 'unproven';
  shared: Shared[];
  /** Why not everything is proven, a sentence each. */
  doubts: Doubt[];
  /** What is no alarm and good to know: two networks of one tenant that are one segment. */
  notes: Note[];
  /** How many there are of each, where not all are told. */
  inAll: { shared: number; doubts: number; notes: number };
  checked: Checked;
};

/** One thing by which tenants, or a tenant and its host, touch. */
export type Shared = {
  /** Stable while it lasts. */
  key: string;
  /** Where the thing is that should not be so. */
  hostId: string;
  tenantIds: string[];
  /** The host itself is one of those that touch. */
  withHost: boolean;
  /** 2: frames pass. 3: through a namespace or the host's own stack, packets can pass. */
  layer: 2 | 3;
  /** The foreign or wrong thing. */
  object: SharedObject;
  sentence: string;
  evidence: Evidence[];
  remedy: Remedy;
  /** Milliseconds since the epoch: when it was found first. */
  since: number;
};

export type SharedObject = {
  /** `device`: of a kind that Overlane makes none of, or the host's own. */
  kind: 'namespace' | 'bridge' | 'vxlan' | 'veth' | 'device' | 'host';
  name: string;
  /** null: the host's own. */
  namespace: string | null;
};

export type Evidence = {
  hostId: string;
  fact: string;
  /** Shows the fact on that host. */
  command: string;
  /** Milliseconds since the epoch: the read that holds it. */
  readAt: number;
};

export type Remedy = { sentence: string; hostId: string; command: string | null };

export type Doubt = { hostId: string; sentence: string };

export type Note = { hostId: string; tenantId: string; sentence: string };

export type Checked = {
  /** Milliseconds since the epoch, when this was worked out. */
  at: number;
  hosts: CheckedHost[];
  tenants: number;
  networks: number;
  /** Tenants' namespaces that were found on the hosts. */
  endpoints: number;
  devices: number;
  namespaces: number;
  /** VXLAN interfaces, compared between all hosts. */
  vteps: number;
  /** What could join tenants, or part them, and is not in it. */
  notModelled: readonly string[];
};

export type CheckedHost = {
  hostId: string;
  /** Milliseconds since the epoch: until then what was read is known to hold; null: never read. */
  heardAt: number | null;
  /** null: what was read of it holds. */
  why: string | null;
};
