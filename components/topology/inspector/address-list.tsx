'use client';

import type { ObservedAddress } from '@/server/observe/observed';

/** Addresses as found, with what is particular about them; `wanted`: those that were asked for. */
export function AddressList({
  addresses,
  wanted,
}: {
  addresses: readonly ObservedAddress[];
  /** null: nothing was asked for. */
  wanted: readonly string[] | null;
}) {
  const missing = (wanted ?? []).filter((text) => !addresses.some((one) => one.text === text));
  if (addresses.length + missing.length === 0) return <>none</>;
  return (
    <ul>
      {addresses.map((address) => (
        <li key={address.text}>
          {address.text} <span className="text-muted text-xs">{remark(address, wanted)}</span>
        </li>
      ))}
      {missing.map((text) => (
        <li key={text} className="font-medium text-failed">
          {text} is missing
        </li>
      ))}
    </ul>
  );
}

function remark(
  { text, scope, tentative, dynamic }: ObservedAddress,
  wanted: readonly string[] | null,
): string {
  return [
    scope !== 'global' && scope,
    tentative && 'tentative: still asking whether somebody else has it',
    dynamic && 'dynamic',
    wanted && scope === 'global' && !dynamic && !wanted.includes(text) && 'nobody asked for it',
  ]
    .filter(Boolean)
    .join(' · ');
}
