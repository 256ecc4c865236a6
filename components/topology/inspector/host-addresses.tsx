'use client';

import type { ObservedLink } from '@/server/observe/observed';
import { AddressList } from './address-list';
import { Facts, Section } from './parts';

/** The host's own addresses, by device. Those of bridges and the like that have none are left out. */
export function HostAddresses({ links }: { links: readonly ObservedLink[] }) {
  const own = links.filter(({ kind, addresses }) => kind !== 'loopback' && addresses.length > 0);
  if (own.length === 0) return null;
  return (
    <Section title="Addresses">
      <Facts
        rows={own.map(({ name, addresses }) => [
          name,
          <AddressList key={name} addresses={addresses} wanted={null} />,
        ])}
      />
    </Section>
  );
}
