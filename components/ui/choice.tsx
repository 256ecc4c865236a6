import { classNames } from '@/components/ui/class-names';

/** A few looks of the same thing, of which one is on. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange(value: T): void;
}) {
  return (
    <fieldset aria-label={label} className="flex overflow-hidden rounded-sm border border-line-strong/70">
      {options.map((one) => (
        <button
          key={one.value}
          type="button"
          aria-pressed={value === one.value}
          onClick={() => onChange(one.value)}
          className={classNames(
            'h-6.5 px-2.5 font-medium text-xs',
            value === one.value ? 'bg-hover text-ink' : 'text-muted hover:bg-hover',
          )}
        >
          {one.label}
        </button>
      ))}
    </fieldset>
  );
}
