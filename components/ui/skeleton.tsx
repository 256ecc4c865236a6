import { classNames } from './class-names';

/** A grey bar where something will be. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames('block rounded-sm bg-pressed/70 motion-safe:animate-pulse-soft', className)}
    />
  );
}
