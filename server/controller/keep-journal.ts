import type { Journal } from '../journal/journal';
import type { Controller, LiveEvent } from './face';

/** Tells the journal what happens, as any other watcher is told; ends when `signal` is aborted. */
export async function keepJournal(
  journal: Journal,
  controller: Pick<Controller, 'watch'>,
  signal: AbortSignal,
): Promise<void> {
  for await (const event of controller.watch(null, signal, 'keeper')) {
    try {
      tell(journal, event);
    } catch (error) {
      // One event that it cannot take must not end the history of all others.
      console.error('overlane: the journal could not take an event:', error);
    }
  }
}

function tell(journal: Journal, event: LiveEvent): void {
  switch (event.kind) {
    case 'snapshot':
      journal.intent(event.intent);
      for (const host of event.hosts) {
        journal.host(host);
        if (host.observed) journal.observed(host.observed, event.now);
      }
      journal.allStatuses(event.statuses, event.now);
      journal.allDrift(event.drift, event.now);
      journal.isolation(event.isolation, event.now);
      return;
    case 'intent':
      journal.intent(event.intent);
      return;
    case 'host':
      journal.host(event.host);
      if (event.host.observed) journal.observed(event.host.observed, event.now);
      return;
    case 'host-state':
      journal.host(event.host);
      return;
    case 'observed':
      journal.patch(event.patch, event.now);
      return;
    case 'drift':
      journal.drift(event.set, event.gone, event.now);
      return;
    case 'isolation':
      journal.isolation(event.isolation, event.now);
      return;
    case 'statuses':
      journal.statuses(event.set, event.gone, event.now);
      return;
    // Written down by who decides.
    case 'rollout':
    case 'heard':
    case 'counters':
    case 'carriage':
    // A proof is written down with its result.
    case 'proofs':
      return;
  }
}
