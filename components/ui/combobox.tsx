'use client';

import { type ComponentProps, useId, useRef, useState } from 'react';
import { classNames } from './class-names';
import { Input } from './input';

export type ComboboxOption = { value: string; label: string; detail?: string };

type ComboboxProps = Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'list' | 'role'> & {
  value: string;
  onChange(value: string): void;
  options: ComboboxOption[];
  mono?: boolean;
};

/** A text field that suggests values (ARIA combobox with a list); any text may be written. */
export function Combobox({ value, onChange, options, className, onBlur, onKeyDown, ...rest }: ComboboxProps) {
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const box = useRef<HTMLDivElement>(null);
  const typed = value.trim().toLowerCase();
  const exact = options.some((option) => option.value === value);
  const shown = exact
    ? options
    : options.filter((option) => `${option.label} ${option.detail ?? ''}`.toLowerCase().includes(typed));
  const visible = open && shown.length > 0;
  const pick = (option: ComboboxOption | undefined) => {
    if (!option) return;
    onChange(option.value);
    setOpen(false);
    setActive(-1);
  };
  return (
    <div ref={box} className="relative min-w-0">
      <Input
        {...rest}
        role="combobox"
        aria-expanded={visible}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={visible && active >= 0 ? `${listId}-${active}` : undefined}
        value={value}
        className={className}
        onChange={(event) => {
          onChange(event.target.value);
          setOpen(true);
          setActive(-1);
        }}
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={(event) => {
          setOpen(false);
          onBlur?.(event);
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            const step = event.key === 'ArrowDown' ? 1 : -1;
            if (shown.length > 0) setActive((active + step + shown.length) % shown.length);
          } else if (event.key === 'Enter' && visible && active >= 0) {
            event.preventDefault();
            pick(shown[active]);
          } else if (event.key === 'Escape' && visible) {
            event.stopPropagation();
            setOpen(false);
          }
          onKeyDown?.(event);
        }}
      />
      <div
        id={listId}
        role="listbox"
        aria-label="Suggestions"
        hidden={!visible}
        className="absolute top-full right-0 left-0 z-30 mt-1 max-h-60 min-w-60 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float"
      >
        {shown.map((option, i) => (
          <div
            key={`${option.value} ${option.label}`}
            id={`${listId}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={option.value === value}
            className={classNames(
              'flex min-h-8 cursor-pointer items-center justify-between gap-3 rounded-sm px-2.5 text-sm',
              i === active ? 'bg-hover' : 'hover:bg-hover',
            )}
            // Before the field loses the focus, and with it the list.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(option);
            }}
          >
            <span className="min-w-0 truncate text-ink">{option.label}</span>
            {option.detail && <span className="shrink-0 font-mono text-muted text-xs">{option.detail}</span>}
          </div>
        ))}
      </div>
    </div>
  );
}
