'use client';

import { useQuery } from '@tanstack/react-query';
import { readApiError } from '@/components/live/api-error';
import { useForbidden } from '@/components/live/me';
import { useTRPC, useTRPCClient } from '@/components/live/trpc';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import { toast } from '@/components/ui/toast';

const INTERVALS = [
  { value: 'off', label: 'Off' },
  { value: '5', label: 'Every 5 min' },
  { value: '15', label: 'Every 15 min' },
  { value: '60', label: 'Every hour' },
  { value: '360', label: 'Every 6 hours' },
];

/** How often all endpoints of a network ping each other by themselves. */
export function MatrixSchedule({ networkId }: { networkId: string }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const forbidden = useForbidden('operator');
  const plans = useQuery(trpc.schedule.list.queryOptions());
  const every = plans.data?.find((plan) => plan.networkId === networkId)?.everyMinutes ?? null;
  const value = every === null ? 'off' : String(every);
  const isOther = !INTERVALS.some((one) => one.value === value);
  const choose = async (next: string) => {
    try {
      await client.schedule.set.mutate({ networkId, everyMinutes: next === 'off' ? null : Number(next) });
    } catch (error) {
      toast.error('The schedule was not changed', { description: readApiError(error).sentence });
    }
    await plans.refetch();
  };
  return (
    <Field label="Repeat" className="w-34">
      {(control) => (
        <Select
          {...control}
          data-testid="matrix-repeat"
          value={value}
          disabled={forbidden !== null || plans.data === undefined}
          onChange={(next) => void choose(next)}
          options={isOther ? [...INTERVALS, { value, label: `Every ${every} min` }] : INTERVALS}
        />
      )}
    </Field>
  );
}
