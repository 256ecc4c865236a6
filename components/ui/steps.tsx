import { Check } from 'lucide-react';
import { classNames } from './class-names';

/** Where one is in a short sequence. `at` counts from 0. */
export function Steps({ steps, at }: { steps: readonly string[]; at: number }) {
  return (
    <ol aria-label="Steps" className="flex flex-wrap items-center gap-x-5 gap-y-1.5">
      {steps.map((step, i) => (
        <li
          key={step}
          aria-current={i === at ? 'step' : undefined}
          className={classNames(
            'flex items-center gap-2 text-xs',
            i === at ? 'font-semibold text-ink' : i < at ? 'text-healthy' : 'text-faint',
          )}
        >
          <span
            aria-hidden
            className={classNames(
              'flex size-5 items-center justify-center rounded-full text-2xs tabular',
              i === at ? 'bg-accent text-on-accent' : i < at ? 'bg-healthy-soft' : 'bg-hover',
            )}
          >
            {i < at ? <Check className="size-3" /> : i + 1}
          </span>
          {step}
          {i < at && <span className="sr-only"> (done)</span>}
        </li>
      ))}
    </ol>
  );
}
