import { classNames } from './class-names';

export type ButtonLook = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md';

const LOOKS: Record<ButtonLook, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-[0_1px_2px_rgb(0_0_0/0.12)]',
  secondary: 'border border-line-strong/70 bg-raised text-ink hover:bg-hover active:bg-pressed',
  ghost: 'text-muted hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong',
};

const SIZES: Record<ButtonSize, string> = {
  sm: 'h-7 gap-1.5 rounded-sm px-2.5 text-xs',
  md: 'h-8.5 gap-2 rounded-md px-3.5 text-sm',
};

/** Classes of a button, for a link that looks like one. */
export function buttonClasses(look: ButtonLook = 'secondary', size: ButtonSize = 'md'): string {
  return classNames(
    'inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap font-semibold transition-colors duration-100',
    'aria-disabled:cursor-not-allowed aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-faint aria-disabled:shadow-none',
    LOOKS[look],
    SIZES[size],
  );
}
