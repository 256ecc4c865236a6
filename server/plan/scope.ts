import type { Desired } from '../compile/desired';
import type { DriftItem } from '../drift/drift-item';
import { driftKey } from '../model/drift-key';
import type { Draft } from './draft';
import type { Ways } from './make-way';
import type { Mending } from './mending';
import type { Gone } from './view';

/**
 * What a plan may touch: all of these tenants, and of others what puts these items right, with what that needs. What is
 * ours and of no tenant of the intent is taken away in any case.
 */
export type Scope = {
  tenants: ReadonlySet<string>;
  items: readonly Pick<DriftItem, 'key'>[];
  /** Keys of what differs in these tenants and is left as it is, unless something else needs it. */
  except?: ReadonlySet<string>;
};

/** Whether it leaves nothing of this host out, so that nothing is to be chosen. */
export function isAll({ bridges, namespaces }: Desired, { tenants, except }: Scope): boolean {
  if (except !== undefined && except.size > 0) return false;
  return [...bridges, ...namespaces].every(({ tenantId }) => tenants.has(tenantId));
}

type Chosen = { drafts: Draft[]; gone: Gone; isChosen(draft: Draft): boolean };

/**
 * The fewest steps of the scope. What goes to make way is chosen first, as what is built depends on what is left; and
 * where something turns out to be needed that must be made anew, once more.
 * @param build the steps that build on a host without these
 */
export function chosenSteps(
  desired: Desired,
  scope: Scope,
  ways: Ways,
  build: (gone: Gone) => Draft[],
): Chosen {
  const choice = new Choice(desired, scope);
  const whole = keysOf(build(NOTHING), choice);
  for (;;) {
    const size = choice.size;
    const { gone, drafts: cleared } = ways.taken((draft) => choice.takes(draft));
    const steps = build(gone);
    // What was in order before something made way is put in order again.
    for (const draft of steps) if (draft.mends.some((one) => !whole.has(choice.key(one)))) choice.add(draft);
    choice.close(steps, ways.drafts());
    if (choice.size === size) {
      const isChosen = (draft: Draft) => choice.takes(draft);
      return { drafts: [...cleared, ...steps.filter(isChosen)], gone, isChosen };
    }
  }
}

const NOTHING: Gone = { links: new Set(), spaces: new Set(), inside: new Set(), cut: new Set() };

function keysOf(drafts: readonly Draft[], choice: Choice): Set<string> {
  return new Set(drafts.flatMap(({ mends }) => mends.map((one) => choice.key(one))));
}

/** Grows until nothing is missing that its steps need. */
class Choice {
  readonly #keys: Set<string>;
  /** Only what was asked for brings back what was lost with it. */
  readonly #asked: ReadonlySet<string>;
  readonly #present: ReadonlySet<string>;

  constructor(
    private readonly desired: Desired,
    private readonly scope: Scope,
  ) {
    this.#asked = new Set(scope.items.map(({ key }) => key));
    this.#keys = new Set(this.#asked);
    const { bridges, namespaces } = desired;
    this.#present = new Set([...bridges, ...namespaces].map(({ tenantId }) => tenantId));
  }

  get size(): number {
    return this.#keys.size;
  }

  key(mending: Mending): string {
    return driftKey(this.desired.hostId, mending);
  }

  takes({ mends, step: { tenantId } }: Draft): boolean {
    if (tenantId === null || !this.#present.has(tenantId)) return true;
    if (mends.some((one) => this.#keys.has(this.key(one)))) return true;
    return this.scope.tenants.has(tenantId) && !this.#isLeft(mends);
  }

  #isLeft(mends: readonly Mending[]): boolean {
    const { except } = this.scope;
    if (except === undefined || mends.length === 0) return false;
    return mends.every((one) => except.has(this.key(one)));
  }

  add({ mends }: Draft): void {
    for (const one of mends) this.#keys.add(this.key(one));
  }

  /** Takes in what was lost with what was asked for, and what is needed. */
  close(steps: readonly Draft[], ways: readonly Draft[]): void {
    const made = keysOf(steps, this);
    const making = byObject(ways);
    for (const draft of steps) {
      if (draft.follows && this.#isAsked(draft.follows, making)) this.add(draft);
    }
    let rest = steps;
    for (let size = -1; size !== this.#keys.size; ) {
      size = this.#keys.size;
      const idle: Draft[] = [];
      for (const draft of rest) {
        if (!this.takes(draft)) idle.push(draft);
        else {
          const needs = [...draft.needs, ...draft.mends.filter(isPresence)];
          for (const need of needs) this.#provide(need, made, making);
        }
      }
      rest = idle;
    }
  }

  #isAsked(presence: Mending, making: ByObject): boolean {
    if (this.#asked.has(this.key(presence))) return true;
    const ways = making.get(objectKey(presence)) ?? [];
    return ways.some(({ mends }) =>
      mends.some((one) => isSameObject(one, presence) && this.#asked.has(this.key(one))),
    );
  }

  /** An object that stands there as something else is made anew for every reason that there is. */
  #provide(need: Mending, made: ReadonlySet<string>, making: ByObject): void {
    const key = this.key(need);
    if (made.has(key)) this.#keys.add(key);
    if (!isPresence(need)) return;
    for (const draft of making.get(objectKey(need)) ?? []) this.add(draft);
  }
}

/** Steps that make way, by the objects that they are for. */
type ByObject = ReadonlyMap<string, readonly Draft[]>;

function byObject(ways: readonly Draft[]): ByObject {
  const found = new Map<string, Draft[]>();
  for (const draft of ways) {
    for (const key of new Set(draft.mends.map(objectKey))) {
      const list = found.get(key);
      if (list) list.push(draft);
      else found.set(key, [draft]);
    }
  }
  return found;
}

function objectKey({ object: { kind, namespace, name } }: Mending): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}

function isPresence({ attribute }: Mending): boolean {
  return attribute === 'presence';
}

function isSameObject(a: Mending, b: Mending): boolean {
  return objectKey(a) === objectKey(b);
}
