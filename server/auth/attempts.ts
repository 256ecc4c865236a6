import ipaddr from 'ipaddr.js';

/** Milliseconds within which tries that failed are counted. */
const WINDOW_MS = 15 * 60_000;
/** Tries that failed, of one account from one address. */
const MOST_OF_BOTH = 5;
/** Of one account from anywhere: far more, so that a stranger cannot keep its owner out. */
const MOST_OF_ACCOUNT = 50;
/** Of one address for any accounts. */
const MOST_OF_ADDRESS = 20;
/** Things that are counted; beyond it the oldest are forgotten. */
const MOST_KEPT = 20_000;

/** Counts tries that failed, by account and by address, whether or not there is such an account. */
export class Attempts {
  readonly #failed = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Milliseconds until another try is let in; 0: now. */
  wait(account: string, address: string | null): number {
    return Math.max(0, ...limitsOf(account, address).map(({ key, most }) => this.#waitFor(key, most)));
  }

  failed(account: string, address: string | null): void {
    const now = this.#now();
    for (const { key } of limitsOf(account, address)) {
      const recent = [...this.#recent(key), now];
      // Moved to the end: the oldest are at the beginning.
      this.#failed.delete(key);
      this.#failed.set(key, recent);
    }
    for (const key of this.#failed.keys()) {
      if (this.#failed.size <= MOST_KEPT) break;
      this.#failed.delete(key);
    }
  }

  /** The try that was counted last was right: the owner is here. */
  succeeded(account: string, address: string | null): void {
    for (const { key, most } of limitsOf(account, address)) {
      if (most === MOST_OF_BOTH) this.#failed.delete(key);
      else this.#failed.set(key, this.#recent(key).slice(0, -1));
    }
  }

  #waitFor(key: string, most: number): number {
    const recent = this.#recent(key);
    const first = recent.at(-most);
    return first === undefined ? 0 : first + WINDOW_MS - this.#now();
  }

  #recent(key: string): number[] {
    const since = this.#now() - WINDOW_MS;
    return (this.#failed.get(key) ?? []).filter((at) => at > since).slice(-MOST_OF_ACCOUNT);
  }
}

function limitsOf(account: string, address: string | null) {
  const near = address === null ? 'nowhere' : network(address);
  return [
    { key: `both ${near} ${account}`, most: MOST_OF_BOTH },
    { key: `account ${account}`, most: MOST_OF_ACCOUNT },
    { key: `address ${near}`, most: MOST_OF_ADDRESS },
  ];
}

/** Whoever has one IPv6 address has 2^64 of them. */
function network(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.networkAddressFromCIDR(`${address}/64`).toString();
}
