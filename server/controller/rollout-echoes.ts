import type { Desired, DesiredVeth } from '../compile/desired';
import { markedEcho, newMark } from '../probe/marked-ping';
import type { Runner } from '../ssh/runner';

/** From one endpoint to another of the same network. */
export type Echo = {
  hostId: string;
  namespace: string;
  /** Where it went before the change, and where it shall go after it. */
  before: string;
  after: string;
  /** For people: `microsoft@node01 → 10.1.0.5`. */
  label: string;
};

/** Pings of one change: enough to notice, few enough to cost nothing. */
const MOST = 16;

type Seat = { hostId: string; before: DesiredVeth; after: DesiredVeth };

/**
 * From each endpoint on these hosts that is there before and after, to another of its network, on another host where
 * there is one.
 */
export function echoesOf(
  hosts: readonly string[],
  before: ReadonlyMap<string, Desired>,
  after: ReadonlyMap<string, Desired>,
  nameOf: (hostId: string) => string,
): Echo[] {
  const networks = new Map<string, Seat[]>();
  for (const [hostId, desired] of before) {
    const now = new Map(
      after.get(hostId)?.veths.map((veth) => [`${veth.endpointId} ${veth.networkId}`, veth]),
    );
    for (const veth of desired.veths) {
      const other = now.get(`${veth.endpointId} ${veth.networkId}`);
      if (!other) continue;
      const seats = networks.get(veth.networkId) ?? [];
      seats.push({ hostId, before: veth, after: other });
      networks.set(veth.networkId, seats);
    }
  }
  const concerned = new Set(hosts);
  return [...networks.values()]
    .flatMap((seats) =>
      seats.flatMap((seat, i) => {
        if (!concerned.has(seat.hostId)) return [];
        const others = [...seats.slice(i + 1), ...seats.slice(0, i)];
        const peer = others.find(({ hostId }) => hostId !== seat.hostId) ?? others[0];
        return peer ? echo(seat, peer, nameOf) : [];
      }),
    )
    .slice(0, MOST);
}

function echo({ hostId, before, after }: Seat, peer: Seat, nameOf: (hostId: string) => string): Echo[] {
  // What was one family and is another cannot be compared.
  const family = (address: string) => address.includes(':');
  const was = peer.before.namespaceEnd.addresses[0];
  const will = peer.after.namespaceEnd.addresses.find(
    (one) => was !== undefined && family(one) === family(was),
  );
  if (was === undefined || will === undefined || before.namespace !== after.namespace) return [];
  const [from, to] = [was, will].map((address) => address.split('/')[0] ?? '');
  const label = `${after.namespace}@${nameOf(hostId)} → ${to}`;
  return [{ hostId, namespace: after.namespace, before: from ?? '', after: to ?? '', label }];
}

/** Milliseconds that an answer may take before the change; most take a few, and who is silent is not waited for. */
const PROMPT = 1_000;

/** Pings that passed before a change, which must pass after it. */
export class Echoes {
  #passed: Echo[] = [];

  constructor(private readonly all: readonly Echo[]) {}

  /** Finds out which pass now. */
  async listen(runner: (hostId: string) => Runner | null): Promise<void> {
    const passed: Echo[] = [];
    const late = new Promise<void>((resolve) => setTimeout(resolve, PROMPT).unref());
    const asked = this.all.map(async (echo) => {
      if (await answers(runner(echo.hostId), echo.namespace, echo.before)) passed.push(echo);
    });
    await Promise.race([Promise.all(asked), late]);
    this.#passed = [...passed];
  }

  /** @returns what does not pass any more, each in a sentence */
  async missing(runner: (hostId: string) => Runner | null): Promise<string[]> {
    const silent = await Promise.all(
      this.#passed.map(async ({ hostId, namespace, after, label }) =>
        (await answers(runner(hostId), namespace, after)) ? [] : [`${label} does not answer any more`],
      ),
    );
    return silent.flat();
  }
}

async function answers(runner: Runner | null, namespace: string, target: string): Promise<boolean> {
  if (!runner) return false;
  try {
    return await markedEcho(runner, { namespace, target, mark: newMark() });
  } catch {
    return false;
  }
}
