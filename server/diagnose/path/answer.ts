/** `at-risk`: it works now, and something on the way is wrong; `unproven`: what is known does not suffice to say. */
export type PathVerdict = 'ok' | 'broken' | 'at-risk' | 'unproven';

/** What a hop is: a thing on a host, the underlay from one host to another, or whoever has an address. */
export type HopObject = {
  kind: 'namespace' | 'interface' | 'host-end' | 'bridge' | 'vxlan' | 'underlay' | 'way' | 'host' | 'address';
  /** Device or namespace name; of a way, the VTEP that it leads to. */
  name: string;
  namespace: string | null;
};

/**
 * `wrong`: nothing passes for it. `risky`: packets pass, but not as they should, or not for long. `symptom`: it follows
 * from something else that is wrong. `unknown`: it was not read, or not lately.
 */
export type FactState = 'right' | 'wrong' | 'risky' | 'symptom' | 'unknown';

/** One thing that a hop must hold. */
export type HopFact = {
  state: FactState;
  what: string;
  /** null: there is no one right value. */
  expected: string | null;
  found: string;
  /** The command that shows it, typed on the host. */
  show: readonly string[];
  fix: Fix | null;
};

/** What puts a fact right. */
export type Fix =
  /** A difference from intent, which Overlane mends: the key of the drift item. */
  | { kind: 'repair'; key: string; sentence: string }
  /** Not ours to change: for the administrator of the host. */
  | { kind: 'command'; host: string; argv: readonly string[]; sentence: string }
  | { kind: 'advice'; sentence: string };

export type Hop = {
  hostId: string;
  host: string;
  object: HopObject;
  /** Of what was found, milliseconds since the epoch until which it is known to hold; null: never read. */
  heldAt: number | null;
  facts: readonly HopFact[];
};

export type Culprit = { hostId: string; host: string; object: HopObject };

export type Evidence = { host: string; object: HopObject; fact: HopFact };

export type PathAnswer = {
  verdict: PathVerdict;
  /** One sentence. */
  sentence: string;
  culprit: Culprit | null;
  /** What is wrong at the culprit, in words; null where nothing is. */
  cause: string | null;
  evidence: readonly Evidence[];
  fix: Fix | null;
  /** From the first endpoint to the second, or to the address. */
  hops: readonly Hop[];
  /** What was sent to find out, in the order in which it was. */
  probes: readonly ProbeResult[];
};

/** What a probe from one end to the other found. */
export type ProbeResult = {
  what: 'ping there' | 'ping back' | 'capture';
  /** For a person: what was done and what came of it. */
  sentence: string;
  passed: boolean | null;
};
