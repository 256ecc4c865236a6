import type { ComponentProps } from 'react';
import { classNames } from './class-names';

export const inputClasses = classNames(
  'h-8.5 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-ink text-sm transition-colors',
  'hover:border-faint focus-visible:border-accent focus-visible:outline-2 focus-visible:outline-ring/40 focus-visible:outline-offset-0',
  'aria-invalid:border-failed disabled:cursor-not-allowed disabled:bg-sunken disabled:text-faint [&[readonly]]:bg-sunken',
);

export function Input({ className, mono, ...rest }: ComponentProps<'input'> & { mono?: boolean }) {
  return (
    <input
      autoComplete="off"
      autoCorrect="off"
      autoCapitalize="off"
      spellCheck={false}
      className={classNames(inputClasses, mono && 'font-mono', className)}
      {...rest}
    />
  );
}
