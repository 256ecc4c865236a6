'use client';

import { Check, TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import { Badge } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { Notice } from '@/components/ui/notice';
import type { FoundTenant } from '@/server/api/types';
import type { Host } from '@/server/model/intent';
import { portName } from '@/server/model/vxlan';
import { canBeAdopted, counted, listed, sentence } from './adopt-words';
import { EvidenceList, Fold } from './evidence-list';
import { SeatTable } from './seat-table';

/** One tenant as it was found, with everything that speaks for it and against it. */
export function FoundCard({
  found,
  hosts,
  chosen,
  onChoose,
}: {
  found: FoundTenant;
  hosts: readonly Host[];
  chosen: boolean;
  onChoose(chosen: boolean): void;
}) {
  const id = useId();
  const { tenant, obstacles, understood, kept } = found;
  const free = canBeAdopted(found);
  return (
    <section
      aria-labelledby={id}
      data-testid={`found-${tenant.name}`}
      data-adoptable={free}
      className={classNames(
        'min-w-0 overflow-hidden rounded-lg border bg-surface transition-colors',
        chosen ? 'border-accent shadow-[0_0_0_1px_var(--accent)]' : 'border-line',
      )}
    >
      <label
        className={classNames(
          'flex items-start gap-3 px-4 py-3',
          free ? 'cursor-pointer hover:bg-hover' : 'cursor-not-allowed',
        )}
      >
        <input
          type="checkbox"
          aria-labelledby={id}
          checked={chosen}
          disabled={!free}
          onChange={(event) => onChoose(event.target.checked)}
          className="mt-1 size-4 shrink-0 accent-accent"
        />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <span
              aria-hidden
              className="size-3 rounded-[4px]"
              style={{ background: `var(--tenant-${tenant.color})` }}
            />
            <span
              id={id}
              className="font-semibold text-base"
              style={{ color: `var(--tenant-${tenant.color})` }}
            >
              {tenant.name}
            </span>
            <span className="text-muted text-xs">prefix {tenant.prefix}</span>
            <span className="ml-auto flex">
              {free ? (
                <Badge tone="healthy" icon={<Check aria-hidden />}>
                  understood
                </Badge>
              ) : (
                <Badge tone="degraded" icon={<TriangleAlert aria-hidden />}>
                  not as it is
                </Badge>
              )}
            </span>
          </span>
          <span className="mt-1 block text-muted text-xs">{facts(found, hosts)}</span>
        </span>
      </label>
      {obstacles.length > 0 && (
        <div className="flex flex-col gap-2 px-4 pb-3.5">
          {obstacles.map((obstacle) => (
            <Notice key={`${obstacle.hostId} ${obstacle.sentence}`} severity="warning">
              {sentence(obstacle.sentence)}
              {obstacle.read && (
                <p className="mt-1 break-all font-mono text-2xs text-muted">{obstacle.read}</p>
              )}
            </Notice>
          ))}
        </div>
      )}
      <div className="border-line border-t">
        <SeatTable found={found} hosts={hosts} />
      </div>
      <Fold title="How it was recognised" count={understood.length}>
        <EvidenceList list={understood} />
      </Fold>
      {kept.length > 0 && (
        <Fold title="Stays as it was found" count={kept.length}>
          <p className="mb-2.5 text-pretty text-muted text-xs">
            Overlane would have made these otherwise. Adopting does not touch them; later, “Take full charge”
            of the tenant puts them right.
          </p>
          <EvidenceList list={kept} />
        </Fold>
      )}
    </section>
  );
}

/** `VNI 10 on UDP port 8472 · 10.1.0.0/24 · 2 endpoints on node01 and node02` */
function facts({ tenant, presences }: FoundTenant, hosts: readonly Host[]): string {
  const segments = [...new Set(presences.map(({ vni, port }) => `VNI ${vni} on UDP port ${portName(port)}`))];
  const subnets = [...new Set(tenant.networks.flatMap((network) => network.subnets))];
  const ids = new Set(presences.map(({ hostId }) => hostId));
  const names = hosts.filter(({ id }) => ids.has(id)).map(({ name }) => name);
  return [
    listed(segments, 3),
    listed(subnets, 4),
    `${counted(tenant.endpoints.length, 'endpoint')} on ${listed(names)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}
