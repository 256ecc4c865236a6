'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export type Tab = { value: string; label: ReactNode; content: ReactNode };

/** Tabs with their panels below. `aside` sits at the right end of the tab row. */
export function Tabs({
  value,
  onChange,
  tabs,
  label,
  aside,
  className,
  panelClassName,
  size = 'md',
}: {
  value: string;
  onChange(value: string): void;
  tabs: Tab[];
  label: string;
  aside?: ReactNode;
  className?: string;
  panelClassName?: string;
  size?: 'sm' | 'md';
}) {
  return (
    <Radix.Root
      value={value}
      onValueChange={onChange}
      className={classNames('flex min-h-0 flex-col', className)}
    >
      <div
        className={classNames(
          'flex shrink-0 items-center justify-between gap-3 border-line border-b',
          size === 'md' ? 'h-11 px-3' : 'h-9 px-1',
        )}
      >
        <Radix.List aria-label={label} className="flex min-w-0 items-center gap-1 overflow-x-auto p-0.5">
          {tabs.map((tab) => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className={classNames(
                'inline-flex shrink-0 items-center gap-1.5 whitespace-nowrap rounded-md font-medium text-muted transition-colors hover:bg-hover hover:text-ink data-[state=active]:bg-accent-soft data-[state=active]:text-accent-ink',
                size === 'md' ? 'h-7.5 px-3 text-sm' : 'h-7 px-2.5 text-xs',
              )}
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {aside && <div className="flex shrink-0 items-center gap-2">{aside}</div>}
      </div>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          className={classNames('min-h-0 flex-1 outline-none', panelClassName)}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
