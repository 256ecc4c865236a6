import type { HostPlan } from '@/server/api/types';
import type { Step } from '@/server/plan/plan';

export type StepCounts = { create: number; change: number; delete: number; flaps: number; all: number };

export function countSteps(plan: HostPlan): StepCounts {
  const counts: StepCounts = { create: 0, change: 0, delete: 0, flaps: 0, all: 0 };
  for (const batch of plan.plan?.batches ?? []) {
    for (const step of batch.steps) {
      counts[step.action]++;
      counts.all++;
      if (step.flaps) counts.flaps++;
    }
  }
  return counts;
}

export type StepGroup = { tenantId: string | null; steps: Step[] };

/** Steps in their order, put together by tenant in the order in which the tenants come first. */
export function groupByTenant(plan: HostPlan): StepGroup[] {
  const groups = new Map<string | null, Step[]>();
  for (const batch of plan.plan?.batches ?? []) {
    for (const step of batch.steps) {
      const group = groups.get(step.tenantId);
      if (group) group.push(step);
      else groups.set(step.tenantId, [step]);
    }
  }
  return [...groups].map(([tenantId, steps]) => ({ tenantId, steps }));
}

export type ScriptToken = { text: string; role: 'tool' | 'verb' | 'plain' | 'comment' };

const VERBS = new Set(['add', 'set', 'del', 'delete', 'append', 'replace', 'flush']);

/** One line of a script in parts that are coloured apart. What is quoted stays whole. */
export function scriptTokens(line: string): ScriptToken[] {
  if (line.startsWith('#')) return [{ text: line, role: 'comment' }];
  let words = 0;
  let verbSeen = false;
  return line.split(/(\s+)/).map((text) => {
    if (/^\s*$/.test(text)) return { text, role: 'plain' };
    words++;
    if (words === 1) return { text, role: 'tool' };
    if (!verbSeen && VERBS.has(text)) {
      verbSeen = true;
      return { text, role: 'verb' };
    }
    return { text, role: 'plain' };
  });
}

/** "7 new, 1 changed, 2 removed", or that nothing is to be done. */
export function countsText(counts: StepCounts): string {
  const parts = [
    counts.create > 0 && `${counts.create} to create`,
    counts.change > 0 && `${counts.change} to change`,
    counts.delete > 0 && `${counts.delete} to delete`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'nothing to do';
}
