import { z } from 'zod';
import { badDeviceName, badNamespaceName } from '../model/device-name';
import type { Runner } from '../ssh/runner';

/** Traffic control of a device, as far as it loses packets. */
export type Queue =
  /** The queue of what leaves: its kind, and how many packets it has dropped or holds back. */
  | { kind: 'queue'; discipline: string; dropped: number; held: number }
  /** A filter that drops. */
  | { kind: 'filter'; hook: 'ingress' | 'egress' };

export type QueueWish = { namespace: string | null; device: string };

const TIMEOUT_MS = 5_000;

const qdiscSchema = z.object({
  kind: z.string(),
  root: z.boolean().optional(),
  drops: z.number().optional(),
  qlen: z.number().optional(),
});

/** By the order of the wishes. @throws RunnerError, TypeError where a name is none */
export async function readQueues(runner: Runner, wishes: readonly QueueWish[]): Promise<Queue[][]> {
  const { sections } = await runner.run({
    sections: wishes.flatMap((wish) => {
      const tc = tcOf(wish);
      return [
        [...tc, '-s', 'qdisc', 'show', 'dev', wish.device],
        [...tc, 'filter', 'show', 'dev', wish.device, 'ingress'],
        [...tc, 'filter', 'show', 'dev', wish.device, 'egress'],
      ].map((argv, i) => ({ name: `${wish.device} ${i}`, argv, onFailure: 'continue' as const }));
    }),
    timeoutMs: TIMEOUT_MS,
  });
  return wishes.map((_, n) => {
    const [queues, ingress, egress] = sections.slice(3 * n, 3 * n + 3).map(({ stdout }) => listOf(stdout));
    return [
      ...parseQueues(queues ?? []),
      ...(drops(ingress ?? []) ? [{ kind: 'filter' as const, hook: 'ingress' as const }] : []),
      ...(drops(egress ?? []) ? [{ kind: 'filter' as const, hook: 'egress' as const }] : []),
    ];
  });
}

function tcOf({ namespace, device }: QueueWish): string[] {
  if (badDeviceName(device) !== null || (namespace !== null && badNamespaceName(namespace) !== null)) {
    throw new TypeError(`no device "${device}"`);
  }
  return ['tc', ...(namespace === null ? [] : ['-n', namespace]), '-j'];
}

export function parseQueues(list: readonly unknown[]): Queue[] {
  return list.flatMap((item) => {
    const parsed = qdiscSchema.safeParse(item);
    if (!parsed.success || parsed.data.root !== true) return [];
    const { kind, drops: dropped = 0, qlen: held = 0 } = parsed.data;
    return dropped > 0 || held > 0 ? [{ kind: 'queue', discipline: kind, dropped, held }] : [];
  });
}

/** Whether an action of one of the filters is to drop: `{ "control_action": { "type": "drop" } }`, deep inside. */
export function drops(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(drops);
  if (typeof value !== 'object' || value === null) return false;
  if ('control_action' in value && isDrop(value.control_action)) return true;
  return Object.values(value).some(drops);
}

function isDrop(action: unknown): boolean {
  return typeof action === 'object' && action !== null && 'type' in action && action.type === 'drop';
}

function listOf(text: string): unknown[] {
  try {
    const document: unknown = JSON.parse(text);
    return Array.isArray(document) ? document : [];
  } catch {
    return [];
  }
}
