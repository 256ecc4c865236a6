'use client';

import { Minus, PencilLine, Plus, Zap } from 'lucide-react';
import type { ComponentType } from 'react';
import { Badge, type Tone } from '@/components/ui/badge';
import { classNames } from '@/components/ui/class-names';
import { Tooltip } from '@/components/ui/tooltip';
import type { HostPlan } from '@/server/api/types';
import type { Intent } from '@/server/model/intent';
import type { Step } from '@/server/plan/plan';
import { groupByTenant } from './plan-lines';

const ACTIONS: Record<
  Step['action'],
  { word: string; Icon: ComponentType<{ className?: string }>; tone: Tone; text: string }
> = {
  create: { word: 'create', Icon: Plus, tone: 'healthy', text: 'text-healthy' },
  change: { word: 'change', Icon: PencilLine, tone: 'degraded', text: 'text-degraded' },
  delete: { word: 'delete', Icon: Minus, tone: 'failed', text: 'text-failed' },
};

/** The plan of one host in words, by tenant. */
export function StepList({ plan, intents }: { plan: HostPlan; intents: readonly Intent[] }) {
  return (
    <div className="flex flex-col gap-4 px-4 py-3">
      {groupByTenant(plan).map(({ tenantId, steps }) => {
        const tenant = tenantId === null ? null : findTenant(intents, tenantId);
        return (
          <section key={tenantId ?? ''} aria-label={tenant?.name ?? 'Host'}>
            <h4
              className="mb-1 font-semibold text-xs"
              style={tenant ? { color: `var(--tenant-${tenant.color})` } : undefined}
            >
              {tenant?.name ?? (tenantId === null ? 'The host itself' : 'A tenant that is gone')}
            </h4>
            <ul>
              {steps.map((step, i) => {
                const { word, Icon, text } = ACTIONS[step.action];
                return (
                  <li
                    // biome-ignore lint/suspicious/noArrayIndexKey: a plan's steps have no identity but their place
                    key={i}
                    className="flex items-baseline gap-2.5 py-0.5 text-sm"
                  >
                    <span className={classNames('flex shrink-0 self-center', text)}>
                      <Icon aria-hidden className="size-3.5" />
                      <span className="sr-only">{word}: </span>
                    </span>
                    <span className="min-w-0 break-words text-ink first-letter:uppercase">
                      {step.sentence}
                      {step.because && <span className="text-muted"> · {step.because}</span>}
                    </span>
                    {step.flaps && (
                      <Tooltip content="The device goes down or away for a moment; frames of this tenant are lost meanwhile.">
                        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                        <span tabIndex={0} className="rounded-full">
                          <Badge tone="degraded" icon={<Zap aria-hidden />}>
                            traffic stops briefly
                          </Badge>
                        </span>
                      </Tooltip>
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function findTenant(intents: readonly Intent[], tenantId: string) {
  for (const intent of intents) {
    const tenant = intent.tenants.find((one) => one.id === tenantId);
    if (tenant) return tenant;
  }
  return null;
}
