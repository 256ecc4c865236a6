import { z } from 'zod';
import { actorOf } from '../../auth/principal';
import type { DriftItem } from '../../drift/drift-item';
import { record } from '../../intent/record';
import { beginRepair } from '../../journal/repairs';
import { controllerFor } from '../narrowed/controller-for';
import { intentFor } from '../narrowed/fence-for';
import { redactDrift } from '../redact';
import { operatorProcedure, router, viewerProcedure } from '../trpc';

export const drift = router({
  /** Every difference on the hosts that nobody asked for. */
  list: viewerProcedure.meta({ tenants: 'own' }).query(async ({ ctx }) => {
    const items = (await controllerFor(ctx.principal)).drift();
    return ctx.principal.role === 'viewer' ? items.map(redactDrift) : items;
  }),

  /** Puts these right, with the fewest steps, and waits until their hosts were read back. */
  repair: operatorProcedure
    .meta({ tenants: 'own' })
    .input(z.strictObject({ keys: z.array(z.string().min(1).max(300)).min(1).max(500) }))
    .mutation(async ({ ctx: { principal }, input }) => {
      const controller = await controllerFor(principal);
      const keys = [...new Set(input.keys)];
      const wanted = new Set(keys);
      const items = new Map(
        controller
          .drift()
          .filter(({ key }) => wanted.has(key))
          .map((item) => [item.key, item]),
      );
      const names = new Map((await intentFor(principal)).hosts.map(({ id, name }) => [id, name]));
      const labelOf = (item: DriftItem) => `${objectOf(item)} on ${names.get(item.hostId) ?? item.hostId}`;
      // Before a host is touched: what cannot be written down is not done.
      await record({
        ...actorOf(principal),
        action: 'drift.repair',
        subject: items.size === 1 ? [...items.values()].map(labelOf).join() : `${items.size} differences`,
        sentence: `asked to repair ${items.size === 0 ? 'what is gone already' : summary([...items.values()], labelOf)}`,
        outcome: 'done',
        ...whose([...items.values()]),
      });
      const ended = beginRepair(keys);
      const outcome = await controller.repair(keys).finally(ended);
      if (items.size === 0) return outcome;
      const failed = new Map(outcome.failed.map(({ key, sentence }) => [key, sentence]));
      await record(
        ...[...items.values()].map((item) => {
          const why = failed.get(item.key);
          return {
            ...actorOf(principal),
            action: 'drift.repair',
            subject: labelOf(item),
            sentence:
              why === undefined
                ? `repaired ${labelOf(item)}: ${change(item)}`
                : `could not repair ${labelOf(item)} (${item.attribute}): ${why}`,
            outcome: why === undefined ? ('done' as const) : ('failed' as const),
            detail: { key: item.key, expected: item.expected, found: item.found },
            ...whose([item]),
          };
        }),
      );
      return outcome;
    }),
});

function objectOf({ object, key }: DriftItem): string {
  return object.name || key;
}

function change({ attribute, expected, found }: DriftItem): string {
  return expected === null
    ? `${attribute} ${found} is taken away`
    : `${attribute} is ${expected} again (was ${found})`;
}

/** Items that one sentence names; the rest is counted. */
const MOST_NAMED = 3;

function summary(items: readonly DriftItem[], labelOf: (item: DriftItem) => string): string {
  const named = items.slice(0, MOST_NAMED).map((item) => `${item.attribute} of ${labelOf(item)}`);
  const left = items.length - named.length;
  return left > 0 ? `${named.join(', ')}, and ${left} more` : named.join(', ');
}

function whose(items: readonly DriftItem[]): { tenantIds: string[]; hostIds: string[] } {
  return {
    tenantIds: [...new Set(items.map(({ tenantId }) => tenantId))],
    hostIds: [...new Set(items.map(({ hostId }) => hostId))],
  };
}
