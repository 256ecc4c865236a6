/** How far the start of the product is. */
export type Readiness = { state: 'starting' } | { state: 'ready' } | { state: 'failed'; reason: string };

/** Instrumentation, which sets it, and route handlers have module instances of their own. */
const slot = globalThis as typeof globalThis & { __overlaneReadiness?: Readiness };

export function readiness(): Readiness {
  return slot.__overlaneReadiness ?? { state: 'starting' };
}

export function setReadiness(next: Readiness): void {
  slot.__overlaneReadiness = next;
}
