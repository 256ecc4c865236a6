import type { DriftItem } from '../drift/drift-item';
import type { Intent } from '../model/intent';
import { isMade } from '../model/merged-operations';
import type { FabricNames } from './fabric-names';
import type { News } from './news';
import { isBeingRepaired } from './repairs';

/** With the intent that what would accept it was worked out on. */
type Open = { item: DriftItem; intent: Intent };

/** Differences that nobody asked for: that they were seen, and how they ended. */
export class DriftNews {
  readonly #open = new Map<string, Open>();
  /** By host id: when the last run on it began. */
  readonly #runs = new Map<string, number>();

  ran(hostId: string, startedAt: number): void {
    this.#runs.set(hostId, startedAt);
  }

  take(set: readonly DriftItem[], gone: readonly string[], names: FabricNames, now: number): News[] {
    return [...set.flatMap((item) => this.#seen(item, names)), ...this.#ended(gone, names, now)];
  }

  /** All that there is now. */
  takeAll(items: readonly DriftItem[], names: FabricNames, now: number): News[] {
    const present = new Set(items.map(({ key }) => key));
    const gone = [...this.#open.keys()].filter((key) => !present.has(key));
    return this.take(items, gone, names, now);
  }

  #seen(item: DriftItem, names: FabricNames): News[] {
    const before = this.#open.get(item.key);
    this.#open.set(item.key, { item, intent: names.intent });
    if (before) return [];
    return [
      {
        at: item.since,
        actor: 'network',
        action: 'drift.seen',
        subject: labelOf(item, names),
        sentence: item.sentence,
        outcome: 'failed',
        tenantIds: [item.tenantId],
        hostIds: [item.hostId],
      },
    ];
  }

  #ended(gone: readonly string[], names: FabricNames, now: number): News[] {
    return gone.flatMap((key) => {
      const open = this.#open.get(key);
      this.#open.delete(key);
      // Gone with its host or tenant; or somebody asked for its repair, and is named by a row of their own.
      if (!open || !names.host(open.item.hostId) || !names.hasTenant(open.item.tenantId)) return [];
      if (isBeingRepaired(key)) return [];
      return [this.#ending(open, names, now)];
    });
  }

  #ending({ item, intent }: Open, names: FabricNames, now: number): News {
    const label = labelOf(item, names);
    const news = {
      at: now,
      action: 'drift.ended' as const,
      subject: label,
      outcome: 'done' as const,
      tenantIds: [item.tenantId],
      hostIds: [item.hostId],
    };
    const { accept } = item;
    if ('operations' in accept && accept.operations.every((one) => isMade(intent, one, names.intent))) {
      const accepted = { after: intent.revision, operations: accept.operations };
      return { ...news, actor: 'controller', sentence: `${label}: ${item.found} was accepted`, accepted };
    }
    const again = item.expected === null ? `${item.found} is gone again` : `it is ${item.expected} again`;
    if ((this.#runs.get(item.hostId) ?? 0) >= item.since) {
      const why = names.intent.drift === 'repair' ? ' (the fabric repairs drift at once)' : '';
      return { ...news, actor: 'controller', sentence: `${label}: ${again}, put right by a run${why}` };
    }
    return { ...news, actor: 'network', sentence: `${label}: ${again}, and no run of ours did it` };
  }
}

function labelOf({ attribute, object, hostId }: DriftItem, names: FabricNames): string {
  const inside = object.namespace !== null && object.kind !== 'namespace' ? ` in ${object.namespace}` : '';
  return `${attribute} of ${object.name}${inside} on ${names.host(hostId) ?? hostId}`;
}
