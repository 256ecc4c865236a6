'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useLive } from '@/components/live/live-store';
import { HealthBadge, type HealthName } from '@/components/ui/health-badge';
import { Tooltip } from '@/components/ui/tooltip';
import { type Chip, driftChip, gravest, hostsChip, tenantsChip } from './fabric-summary';
import { useLayout } from './layout-store';

/**
 * The fabric in a few words: hosts that are ready, tenants that are well, what drifted. Each leads to where it is
 * told. Where there is no room for all of them, there is the worst one.
 */
export function FabricChips() {
  const intent = useLive((live) => live.intent);
  const hosts = useLive((live) => live.hosts);
  const statuses = useLive((live) => live.statuses);
  const drift = useLive((live) => live.drift);
  const lost = useLive((live) => live.connected === 'lost');
  if (!intent) return null;
  const drifted = driftChip(intent, drift);
  const chips = [
    hostsChip(intent, hosts),
    ...(intent.tenants.length > 0 ? [tenantsChip(intent, statuses)] : []),
    ...(drifted ? [drifted] : []),
  ];
  const only = gravest(chips);
  return (
    <>
      <div className="live-data hidden items-center gap-2 lg:flex">
        {chips.map((chip) => (
          <ChipLink key={chip.leadsTo} chip={chip} lost={lost} />
        ))}
      </div>
      {only && (
        <div className="live-data min-w-0 lg:hidden">
          <ChipLink chip={only} lost={lost} word={only.short} />
        </div>
      )}
    </>
  );
}

function ChipLink({ chip, lost, word = chip.word }: { chip: Chip; lost: boolean; word?: string }) {
  const router = useRouter();
  const showDock = useLayout((layout) => layout.showDock);
  const health: HealthName = lost ? 'unknown' : chip.health;
  const badge = <HealthBadge health={health} word={word} />;
  return (
    <Tooltip content={lost ? `${chip.why} This was so when the connection broke.` : chip.why}>
      {chip.leadsTo === 'drift' ? (
        // Drift is told in the dock of the topology.
        <button
          type="button"
          className="rounded-full"
          onClick={() => {
            showDock('drift');
            router.push('/');
          }}
        >
          {badge}
        </button>
      ) : (
        <Link href={`/${chip.leadsTo}`} className="rounded-full">
          {badge}
        </Link>
      )}
    </Tooltip>
  );
}
