'use client';

import { Button } from '@/components/ui/button';
import { actionsFor } from '../actions/selection-actions';
import type { Selection } from '../selection-store';
import { useDraftedIntent } from '../topology-data';

/** What can be done with it. What cannot says why. */
export function Actions({ about }: { about: Selection }) {
  const intent = useDraftedIntent();
  if (!intent) return null;
  const actions = actionsFor(about, intent);
  if (actions.length === 0) return null;
  return (
    <div className="flex flex-wrap gap-2 border-line border-t pt-4">
      {actions.map(({ id, label, Icon, removes, disabledReason, run }) => (
        <Button
          key={id}
          size="sm"
          icon={<Icon aria-hidden className="size-3.5" />}
          disabledReason={disabledReason}
          onClick={run}
          className={removes ? '!text-failed' : undefined}
        >
          {label}
        </Button>
      ))}
    </div>
  );
}
