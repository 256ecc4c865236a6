import { Input } from '@/components/ui/input';

/** Narrow, in a panel's bar. */
export function FrameSearch({
  label,
  query,
  onQuery,
}: {
  label: string;
  query: string;
  onQuery(query: string): void;
}) {
  return (
    <Input
      className="!h-7 !w-38 !text-xs max-sm:!w-full"
      aria-label={label}
      placeholder={label}
      value={query}
      onChange={(event) => onQuery(event.target.value)}
    />
  );
}
