'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';
import { inputClasses } from './input';

export type SelectOption = { value: string; label: ReactNode; text?: string; disabled?: boolean };
export type SelectGroup = { label: string; options: SelectOption[] };

type SelectProps = {
  value: string | null;
  onChange(value: string): void;
  options: (SelectOption | SelectGroup)[];
  placeholder?: string;
  id?: string;
  'aria-label'?: string;
  'aria-invalid'?: true;
  'aria-describedby'?: string;
  'data-testid'?: string;
  className?: string;
  disabled?: boolean;
};

/** One of several values. Options may come in labelled groups. */
export function Select({
  value,
  onChange,
  options,
  placeholder = 'Choose…',
  className,
  disabled,
  ...rest
}: SelectProps) {
  return (
    <Radix.Root value={value ?? ''} onValueChange={onChange} disabled={disabled}>
      <Radix.Trigger
        className={classNames(
          inputClasses,
          'flex items-center justify-between gap-2 text-left data-[placeholder]:text-faint',
          className,
        )}
        {...rest}
      >
        <span className="min-w-0 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden className="size-4 shrink-0 text-faint" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-[65] max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) overflow-hidden rounded-lg border border-line bg-raised shadow-float motion-safe:animate-rise"
        >
          <Radix.Viewport className="max-h-80 p-1">
            {options.map((option) =>
              'options' in option ? (
                <Radix.Group key={option.label}>
                  <Radix.Label className="section-title px-2 pt-2 pb-1">{option.label}</Radix.Label>
                  {option.options.map((inner) => (
                    <Item key={inner.value} option={inner} />
                  ))}
                </Radix.Group>
              ) : (
                <Item key={option.value} option={option} />
              ),
            )}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ option }: { option: SelectOption }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled}
      textValue={option.text}
      className="flex h-8 cursor-pointer select-none items-center gap-2 rounded-sm pr-2 pl-7 text-ink text-sm outline-none data-[disabled]:cursor-not-allowed data-[highlighted]:bg-hover data-[disabled]:text-faint"
    >
      <Radix.ItemIndicator className="absolute left-2.5">
        <Check aria-hidden className="size-3.5 text-accent-ink" />
      </Radix.ItemIndicator>
      <Radix.ItemText>{option.label}</Radix.ItemText>
    </Radix.Item>
  );
}
