/** What one run of marked packets between tenants found. Names are kept with it, so that it can be read later. */
export type Proof = {
  id: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
  endedAt: number;
  /** Who asked for it; null: the schedule. */
  by: string | null;
  /** Of the intent at that time. */
  revision: number;
  /**
   * touching: a marked frame was seen where it must not be. unproven: none was, and some witness, control or sender did not
   * do its part. apart: no frame of one was seen at another, by witnesses that saw the frames they had to see.
   */
  verdict: 'apart' | 'touching' | 'unproven';
  /** What was computed from the kernels' state when it ended: a contact that is not explained by it needs people. */
  computed: 'apart' | 'touching' | 'unproven';
  /** Of these at most 50 are kept. */
  contacts: Contact[];
  contactsInAll: number;
  /** Why not everything is proven, a sentence each; at most 50 are kept. */
  doubts: string[];
  doubtsInAll: number;
  hosts: ProofHost[];
  tenants: ProofTenant[];
  /** Ordered: whose frames, and at whose places they were looked for. */
  pairs: Record<Proof['verdict'], number>;
  counts: ProofCounts;
};

export type ProofCounts = {
  /** Endpoints of all tenants, and those that took part: one run is bounded. */
  endpoints: number;
  probed: number;
  /** Namespaces that were looked into; of the others their wire and their bridge were watched. */
  insides: number;
  /** Packets that were sent, each with a mark of 128 bits of its own. */
  packets: number;
};

/** Frames of one that came to another. */
export type Contact = {
  key: string;
  /** Whose frames. */
  tenantId: string;
  tenant: string;
  /** The endpoint that sent them: `microsoft@node01`. */
  from: string;
  /** At whose place they were seen; null: the host's own. */
  toTenantId: string | null;
  toTenant: string | null;
  hostId: string;
  host: string;
  /** Where they were seen: `msft-br`, `msft-veth1 in microsoft`. */
  devices: string[];
  /** Devices of nobody that they passed on that host. */
  strangers: string[];
  sentence: string;
};

export type ProofHost = {
  hostId: string;
  name: string;
  /** Why its frames could not be watched, or null. */
  why: string | null;
  /** Namespaces on it that were looked into. */
  insides: number;
};

/**
 * fellow: frames of another endpoint of the same network were seen at each of its places. own: where a network has one
 * endpoint, its own on its wire. failed: some place saw neither, so that its silence means nothing.
 */
export type Control = 'fellow' | 'own' | 'failed';

export type ProofTenant = {
  tenantId: string;
  name: string;
  endpoints: number;
  probed: number;
  control: Control;
  state: Proof['verdict'];
};

/** Of the last run, for every page. */
export type ProofSummary = Pick<
  Proof,
  'id' | 'startedAt' | 'endedAt' | 'by' | 'verdict' | 'computed' | 'contactsInAll' | 'pairs'
> & { firstContact: string | null };

export function summaryOf(proof: Proof): ProofSummary {
  const { id, startedAt, endedAt, by, verdict, computed, contactsInAll, pairs, contacts } = proof;
  const firstContact = contacts[0]?.sentence ?? null;
  return { id, startedAt, endedAt, by, verdict, computed, contactsInAll, pairs, firstContact };
}
