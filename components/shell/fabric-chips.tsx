'use client';

import Link from 'next/link';
import { useLive } from '@/components/live/live-store';
import { HealthBadge, type HealthName } from '@/components/ui/health-badge';
import { Tooltip } from '@/components/ui/tooltip';
import { type Chip, hostsChip, tenantsChip } from './fabric-summary';

/** The fabric in two words: hosts that are ready, tenants that are well. Each leads to its page. */
export function FabricChips() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const statuses = useLive((live) => live.statuses);
  const lost = useLive((live) => live.connected === 'lost');
  if (!intent) return null;
  return (
    <div className="live-data hidden items-center gap-2 lg:flex">
      <ChipLink href="/hosts" chip={hostsChip(intent, hosts)} lost={lost} />
      {intent.tenants.length > 0 && (
        <ChipLink href="/tenants" chip={tenantsChip(intent, statuses)} lost={lost} />
      )}
    </div>
  );
}

function ChipLink({ href, chip, lost }: { href: string; chip: Chip; lost: boolean }) {
  const health: HealthName = lost ? 'unknown' : chip.health;
  return (
    <Tooltip content={lost ? `${chip.why} This was so when the connection broke.` : chip.why}>
      <Link href={href} className="rounded-full">
        <HealthBadge health={health} word={chip.word} />
      </Link>
    </Tooltip>
  );
}
