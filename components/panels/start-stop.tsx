'use client';

import { Play, Square } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** What begins a probe, as the submit button of its form, and ends it. */
export function StartStop({
  name,
  running,
  ending = false,
  disabledReason,
  onStop,
}: {
  /** Of its parts in tests. */
  name: string;
  running: boolean;
  /** It was asked to stop, and its end is still to come. */
  ending?: boolean;
  disabledReason: string | null;
  onStop(): void;
}) {
  // Keys: were it one button that becomes a submit button under the click, stopping would start again.
  return running ? (
    <Button
      key="stop"
      data-testid={`${name}-stop`}
      className="w-20"
      busy={ending}
      icon={<Square aria-hidden className="size-3.5" />}
      onClick={onStop}
    >
      Stop
    </Button>
  ) : (
    <Button
      key="start"
      type="submit"
      look="primary"
      className="w-20"
      data-testid={`${name}-start`}
      disabledReason={disabledReason}
      icon={<Play aria-hidden className="size-3.5" />}
    >
      Start
    </Button>
  );
}
