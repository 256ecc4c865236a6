import { Pause, Play } from 'lucide-react';
import { Button } from '@/components/ui/button';

/** Holds what is shown as it is, while what arrives is taken all the same. */
export function PauseButton({ paused, onPause }: { paused: boolean; onPause(on: boolean): void }) {
  const Icon = paused ? Play : Pause;
  return (
    <Button
      size="sm"
      look="ghost"
      aria-pressed={paused}
      icon={<Icon aria-hidden className="size-3.5" />}
      onClick={() => onPause(!paused)}
    >
      {paused ? 'Go on' : 'Pause'}
    </Button>
  );
}
