'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useLive } from '@/components/live/live-store';
import { HealthBadge, type HealthName } from '@/components/ui/health-badge';
import { Tooltip } from '@/components/ui/tooltip';
import { type Chip, driftChip, hostsChip, tenantsChip } from './fabric-summary';
import { useLayout } from './layout-store';

/** The fabric in a few words: hosts that are ready, tenants that are well, what drifted. Each leads to where it is told. */
export function FabricChips() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const statuses = useLive((live) => live.statuses);
  const drift = useLive((live) => live.drift);
  const lost = useLive((live) => live.connected === 'lost');
  if (!intent) return null;
  const drifted = driftChip(intent, drift);
  return (
    <div className="live-data hidden items-center gap-2 lg:flex">
      <ChipLink href="/hosts" chip={hostsChip(intent, hosts)} lost={lost} />
      {intent.tenants.length > 0 && (
        <ChipLink href="/tenants" chip={tenantsChip(intent, statuses)} lost={lost} />
      )}
      {drifted && <DriftChip chip={drifted} lost={lost} />}
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

/** Drift is told in the dock of the topology. */
function DriftChip({ chip, lost }: { chip: Chip; lost: boolean }) {
  const router = useRouter();
  const showDock = useLayout((layout) => layout.showDock);
  return (
    <Tooltip content={chip.why}>
      <button
        type="button"
        className="rounded-full"
        onClick={() => {
          showDock('drift');
          router.push('/');
        }}
      >
        <HealthBadge health={lost ? 'unknown' : chip.health} word={chip.word} />
      </button>
    </Tooltip>
  );
}
