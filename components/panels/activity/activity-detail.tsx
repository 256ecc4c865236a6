import type { ReactNode } from 'react';
import { CopyButton } from '@/components/ui/copy-button';
import type { Activity } from '@/server/api/types';

/** What of a row is behind its line: when to the second, from where, before and after, its hash. */
export function ActivityDetail({ activity }: { activity: Activity }) {
  const { at, lastAt, count, from, hash, action, id, detail } = activity;
  return (
    <dl className="mt-1 mb-1.5 grid basis-full grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md border border-line bg-sunken px-3 py-2.5 text-xs">
      <Fact name="When">
        {new Date(at).toLocaleString()}
        {count > 1 && `, last ${new Date(lastAt).toLocaleString()}`}
      </Fact>
      {from && <Fact name="From">{fromText(from)}</Fact>}
      <Fact name="Action">
        <code className="font-mono">{action}</code>
      </Fact>
      {parts(detail).map(([name, value]) => (
        <Fact key={name} name={name}>
          <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-all font-mono">{value}</pre>
        </Fact>
      ))}
      {hash && (
        <Fact name={`Row ${id}`}>
          <span className="flex items-center gap-1">
            <code className="min-w-0 truncate font-mono" title={hash}>
              {hash}
            </code>
            <CopyButton text={hash} label="Copy the hash" />
          </span>
        </Fact>
      )}
    </dl>
  );
}

/** Whether there is anything that the line does not tell. */
export function hasDetail({ from, hash, detail }: Activity): boolean {
  return from !== null || hash !== null || (detail !== null && detail !== undefined);
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 text-ink">{children}</dd>
    </>
  );
}

function fromText({ address, via, id }: NonNullable<Activity['from']>): string {
  const where = address ?? 'the server itself';
  if (via === null) return `${where}, without a session or token`;
  return `${where}, by ${via}${id === null ? '' : ` ${id}…`}`;
}

/** Before and after stand for themselves; all else together. */
function parts(detail: unknown): [string, string][] {
  if (detail === null || detail === undefined) return [];
  if (typeof detail !== 'object' || Array.isArray(detail)) return [['Detail', JSON.stringify(detail)]];
  const { before, after, ...rest } = detail as Record<string, unknown>;
  const told: [string, unknown][] = [
    ['Before', before],
    ['After', after],
    ['Detail', Object.keys(rest).length > 0 ? rest : undefined],
  ];
  return told
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name, JSON.stringify(value, null, 2)]);
}
