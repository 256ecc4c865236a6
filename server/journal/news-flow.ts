import type { News } from './news';

/** Rows of what the network did: at once, and then again by the minute. Beyond it they are counted. */
const BURST = 60;
const A_MINUTE = 10;
/** Of one kind on the same hosts at the same time; more are one row. */
const MOST_ALIKE = 8;
/** Named in the sentence of such a row. */
const NAMED = 3;
const MINUTE = 60_000;

/**
 * What of the news is written: much of the same at once becomes one row, and a network that never rests fills no disk.
 * Runs and states of hosts are always let through, as people and back-off bound them.
 */
export class NewsFlow {
  #waiting: News[] = [];
  #allowance = BURST;
  #filledAt: number;
  /** By action, since the last row that told. */
  #left = new Map<News['action'], number>();
  #leftSince = 0;

  constructor(now: number) {
    this.#filledAt = now;
  }

  get empty(): boolean {
    return this.#waiting.length === 0 && this.#left.size === 0;
  }

  put(news: readonly News[]): void {
    this.#waiting.push(...news);
  }

  /** What is to be written of all that was put since. */
  take(now: number): News[] {
    this.#allowance = Math.min(BURST, this.#allowance + ((now - this.#filledAt) / MINUTE) * A_MINUTE);
    this.#filledAt = now;
    const all = alike(this.#waiting);
    this.#waiting = [];
    const rows: News[] = [];
    for (const { news, count } of all) {
      if (news.actor !== 'network') rows.push(news);
      else if (this.#allowance >= 1) {
        this.#allowance -= 1;
        rows.push(news);
      } else {
        if (this.#left.size === 0) this.#leftSince = now;
        this.#left.set(news.action, (this.#left.get(news.action) ?? 0) + count);
      }
    }
    if (this.#left.size > 0 && now - this.#leftSince >= MINUTE) {
      rows.push(leftOut(this.#left, now));
      this.#left = new Map();
    }
    return rows;
  }
}

function alike(waiting: readonly News[]): { news: News; count: number }[] {
  const groups = new Map<string, News[]>();
  for (const news of waiting) {
    const key = JSON.stringify([news.actor, news.action, news.hostIds]);
    const group = groups.get(key);
    if (group) group.push(news);
    else groups.set(key, [news]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first?.actor !== 'network' || group.length <= MOST_ALIKE) {
      return group.map((news) => ({ news, count: 1 }));
    }
    const named = group.slice(0, NAMED).map(({ sentence }) => sentence);
    const news = {
      ...first,
      subject: `${group.length} things`,
      sentence: `${named.join('; ')}; and ${group.length - named.length} more like these at the same time`,
      tenantIds: [...new Set(group.flatMap(({ tenantIds }) => tenantIds))],
    };
    return [{ news, count: group.length }];
  });
}

const WORDS: Partial<Record<News['action'], string>> = {
  'link.down': 'links that went down',
  'link.up': 'links that came up',
  'drift.seen': 'differences that were seen',
  'drift.ended': 'differences that ended',
  'isolation.touching': 'things by which tenants touch',
  'isolation.apart': 'things by which tenants touched',
  'tunnel.failed': 'tunnels that failed',
  'tunnel.back': 'tunnels that came back',
};

function leftOut(left: ReadonlyMap<News['action'], number>, now: number): News {
  const counts = [...left].map(([action, count]) => `${count} ${WORDS[action] ?? action}`);
  const count = [...left.values()].reduce((sum, one) => sum + one, 0);
  return {
    at: now,
    actor: 'controller',
    action: 'journal.more',
    subject: `${count} events`,
    sentence: `too much happened to write down each: ${counts.join(', ')}`,
    outcome: 'done',
    tenantIds: [],
    hostIds: [],
  };
}
