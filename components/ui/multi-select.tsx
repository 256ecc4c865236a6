'use client';

import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { classNames } from './class-names';
import { inputClasses } from './input';

type MultiSelectProps = {
  value: readonly string[];
  onChange(value: string[]): void;
  /** The list was closed: what is chosen is meant so. */
  onClose?(): void;
  options: readonly { value: string; label: string }[];
  /** Said where none is chosen, which stands for all. */
  none: string;
  id?: string;
  'aria-label'?: string;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
  className?: string;
  disabled?: boolean;
};

/** Some of several values, or none of them. The list stays open while one after another is chosen. */
export function MultiSelect({
  value,
  onChange,
  onClose,
  options,
  none,
  className,
  ...rest
}: MultiSelectProps) {
  const chosen = options.filter((option) => value.includes(option.value)).map(({ label }) => label);
  const toggle = (one: string) => {
    const next = value.includes(one) ? value.filter((other) => other !== one) : [...value, one];
    // The last one stays: whoever means all says so.
    if (next.length > 0) onChange(next);
  };
  return (
    <Radix.Root onOpenChange={(open) => !open && onClose?.()}>
      <Radix.Trigger
        {...rest}
        className={classNames(
          inputClasses,
          'flex items-center justify-between gap-2 text-left disabled:cursor-not-allowed disabled:text-faint',
          className,
        )}
      >
        <span className="min-w-0 truncate">{chosen.length === 0 ? none : chosen.join(', ')}</span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-[65] max-h-80 min-w-(--radix-dropdown-menu-trigger-width) overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float outline-none motion-safe:animate-rise"
        >
          <Item label={none} checked={chosen.length === 0} onToggle={() => onChange([])} />
          {options.length > 0 && <Radix.Separator className="mx-1 my-1 h-px bg-line" />}
          {options.map((option) => (
            <Item
              key={option.value}
              label={option.label}
              checked={value.includes(option.value)}
              onToggle={() => toggle(option.value)}
            />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ label, checked, onToggle }: { label: string; checked: boolean; onToggle(): void }) {
  return (
    <Radix.CheckboxItem
      checked={checked}
      onCheckedChange={onToggle}
      onSelect={(event) => event.preventDefault()}
      className="flex h-8 cursor-pointer select-none items-center gap-2.5 rounded-sm px-2 pr-3 text-ink text-sm outline-none data-[highlighted]:bg-hover"
    >
      <span
        aria-hidden
        className={classNames(
          'flex size-4 shrink-0 items-center justify-center rounded-[4px] border',
          checked ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
        )}
      >
        {checked && <Check className="size-3" />}
      </span>
      {label}
    </Radix.CheckboxItem>
  );
}
