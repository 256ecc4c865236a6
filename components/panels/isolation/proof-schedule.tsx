'use client';

import { useState } from 'react';
import { readApiError } from '@/components/live/api-error';
import { useLive } from '@/components/live/live-store';
import { useForbidden } from '@/components/live/me';
import { useTRPCClient } from '@/components/live/trpc';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';

const CHOICES = [0, 1, 6, 12, 24, 168];

function words(hours: number): string {
  if (hours === 0) return 'Only when asked';
  if (hours === 1) return 'Every hour';
  return hours % 24 === 0 && hours > 24 ? `Every ${hours / 24} days` : `Every ${hours} hours`;
}

/** How often it is proven without anybody asking. */
export function ProofSchedule() {
  const client = useTRPCClient();
  const forbidden = useForbidden('operator');
  const hours = useLive((live) => live.proofs?.everyHours ?? null);
  const nextAt = useLive((live) => live.proofs?.nextAt ?? null);
  const [busy, setBusy] = useState(false);
  if (hours === null) return null;
  const choose = async (value: string) => {
    setBusy(true);
    try {
      await client.isolation.setHours.mutate({ hours: Number(value) });
    } catch (error) {
      toast.error('The schedule was not changed', { description: readApiError(error).sentence });
    } finally {
      setBusy(false);
    }
  };
  const choices = CHOICES.includes(hours) ? CHOICES : [...CHOICES, hours].sort((a, b) => a - b);
  return (
    <div className="flex flex-wrap items-end gap-x-4 gap-y-2 print:hidden">
      <Field label="Prove it by itself" className="w-44">
        {(control) => (
          <Select
            {...control}
            data-testid="proof-hours"
            value={String(hours)}
            disabled={busy || forbidden !== null}
            onChange={(value) => void choose(value)}
            options={choices.map((one) => ({ value: String(one), label: words(one) }))}
          />
        )}
      </Field>
      {nextAt !== null && (
        <p className="pb-2 text-muted text-xs">
          next at{' '}
          <time dateTime={new Date(nextAt).toISOString()} suppressHydrationWarning>
            {new Date(nextAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })}
          </time>
        </p>
      )}
    </div>
  );
}
