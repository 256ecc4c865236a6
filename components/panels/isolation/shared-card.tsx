'use client';

import { Wrench } from 'lucide-react';
import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useRepair, useRepairs } from '@/components/panels/drift/repairs';
import { Age } from '@/components/ui/age';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { CodeLine } from '@/components/ui/code-line';
import { Card } from '@/components/ui/page-frame';
import type { Shared } from '@/server/api/types';
import { repairable } from './repairable';

/** One thing by which tenants touch: what, by which facts, and what to do. */
export function SharedCard({
  shared,
  hostName,
  tenantName,
}: {
  shared: Shared;
  hostName(id: string): string;
  tenantName(id: string): string;
}) {
  const drift = useLive((live) => live.drift);
  const repairs = useMemo(() => repairable(shared, Object.values(drift)), [shared, drift]);
  const repair = useRepair();
  const forbidden = useForbidden('operator');
  const busy = useRepairs((state) => repairs.some((key) => state.busy.has(key)));
  const { sentence, tenantIds, withHost, hostId, layer, evidence, remedy, since } = shared;
  return (
    <Card className="border-failed/40 print:break-inside-avoid">
      <div className="flex flex-col gap-4 p-4 sm:p-5" data-testid="isolation-shared">
        <div className="flex flex-col gap-2">
          <h3 className="font-semibold text-base text-ink [overflow-wrap:anywhere]">{sentence}.</h3>
          <div className="flex flex-wrap items-center gap-2 text-muted text-xs">
            {tenantIds
              .map(tenantName)
              .sort()
              .map((name) => (
                <Badge key={name} tone="failed">
                  {name}
                </Badge>
              ))}
            {withHost && <Badge tone="failed">host {hostName(hostId)}</Badge>}
            <span>
              layer {layer}, on {hostName(hostId)}, first seen{' '}
              <Age at={since} suffix=" ago" staleAfterMs={Number.POSITIVE_INFINITY} />
            </span>
          </div>
        </div>
        <div>
          <h4 className="section-title pb-1.5">Evidence</h4>
          <ul className="flex flex-col divide-y divide-line border-line border-y">
            {evidence.map((one) => (
              <li
                key={`${one.hostId} ${one.fact}`}
                className="grid items-baseline gap-x-6 gap-y-0.5 py-2 text-sm lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]"
              >
                <span className="text-ink [overflow-wrap:anywhere]">{one.fact}</span>
                <code className="font-mono text-muted text-xs [overflow-wrap:anywhere]">
                  {hostName(one.hostId)}# {one.command}
                </code>
              </li>
            ))}
          </ul>
        </div>
        <div className="flex flex-col gap-2">
          <h4 className="section-title">What to do</h4>
          <p className="text-ink text-sm">
            On {hostName(remedy.hostId)}: {remedy.sentence}.
          </p>
          {repairs.length > 0 ? (
            <div className="flex flex-wrap items-center gap-3 print:hidden">
              <Button
                look="primary"
                data-testid="isolation-repair"
                icon={<Wrench aria-hidden className="size-4" />}
                busy={busy}
                disabledReason={forbidden}
                onClick={() => void repair(repairs)}
              >
                Repair
              </Button>
              <span className="text-muted text-sm">
                It is Overlane’s own, and was not left so: it is put back.
              </span>
            </div>
          ) : (
            remedy.command !== null && <CodeLine text={remedy.command} />
          )}
        </div>
      </div>
    </Card>
  );
}
