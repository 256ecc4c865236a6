import type { Attribute, Mending } from './mending';
import type { Batch, ObjectRef, Step } from './plan';

/**
 * When a step runs. `make-way`: what stands where something of ours shall stand goes first; `build`, `forwarding`,
 * `inside` (the namespaces) and `flood` lead to what is desired; `remove`: what is no longer desired goes last.
 */
export const STAGES = ['make-way', 'build', 'forwarding', 'inside', 'flood', 'remove'] as const;
export type Stage = (typeof STAGES)[number];

/** A step that has no batch yet. */
export type Draft = {
  stage: Stage;
  tool: Batch['tool'];
  /** Where the tool runs; null: the host's own namespace. */
  namespace: string | null;
  /** Steps with another key do not depend on this one: the tenant, or the owner of what is removed. */
  key: string;
  /** What it puts right, alone or with others; empty: it takes away what is no longer in intent. */
  mends: readonly Mending[];
  /** What must be there, or so, before: `presence` is that of an object as intent has it. */
  needs: readonly Mending[];
  /** What it was lost with: put right, this is to be put right too. */
  follows: Mending | null;
  step: Step;
};

/** Where and of what a group of steps is. */
export type Place = {
  stage: Stage;
  tool: Batch['tool'];
  namespace: string | null;
  key: string;
  object: ObjectRef;
  tenantId: string | null;
};

/** What a group of steps has in common, so that each states only what is its own. */
export type Context = Place & Pick<Draft, 'mends'> & Partial<Pick<Draft, 'needs' | 'follows'>>;

/** Steps that put one attribute of the object right. */
export function mending(place: Place, attribute: Attribute, which: string | null = null): Context {
  return { ...place, mends: [{ object: place.object, attribute, which }] };
}

export function presenceOf(object: ObjectRef): Mending {
  return { object, attribute: 'presence', which: null };
}

/** `because`: what an object that is there already lacks. */
export function create(context: Context, line: string[], sentence: string, because?: string): Draft {
  return draft(context, { line, action: 'create', sentence, because: because ?? null, flaps: false });
}

export function change(context: Context, line: string[], sentence: string, because: string): Draft {
  return draft(context, { line, action: 'change', sentence, because, flaps: false });
}

/** A change during which frames of the tenant are lost for a moment. */
export function flap(context: Context, line: string[], sentence: string, because: string): Draft {
  return draft(context, { line, action: 'change', sentence, because, flaps: true });
}

/** `flaps`: the object comes back. */
export function remove(
  context: Context,
  line: string[],
  sentence: string,
  because: string,
  flaps: boolean,
): Draft {
  return draft(context, { line, action: 'delete', sentence, because, flaps });
}

function draft(
  { stage, tool, namespace, key, object, tenantId, mends, needs = [], follows = null }: Context,
  step: Omit<Step, 'object' | 'tenantId'>,
): Draft {
  const { line, action, sentence, because, flaps } = step;
  return {
    stage,
    tool,
    namespace,
    key,
    mends,
    needs,
    follows,
    step: { line, action, object, sentence, because, flaps, tenantId },
  };
}

/** `mtu: 1500 vs 1450`: found and wanted. */
export function differs(what: string, found: string | number | null, wanted: string | number): string | null {
  return found === wanted || String(found) === String(wanted)
    ? null
    : `${what}: ${found === null || found === '' ? 'none' : found} vs ${wanted}`;
}
