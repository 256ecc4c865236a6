'use client';

import { useMemo } from 'react';
import { useLive } from '@/components/live/live-store';
import { useMe } from '@/components/live/me';
import type { FieldControl } from '@/components/ui/field';
import { MultiSelect } from '@/components/ui/multi-select';

/** Ids of tenants; null: all. */
export type ChosenTenants = readonly string[] | null;

type Props = Partial<FieldControl> & {
  value: ChosenTenants;
  onChange(tenants: string[] | null): void;
  onClose?(): void;
  /** There is no choice: admins have all tenants. */
  fixed?: boolean;
  'aria-label'?: string;
  className?: string;
};

/** The tenants that rights are narrowed to, of those that the chooser has. */
export function TenantChoice({ value, onChange, fixed = false, ...rest }: Props) {
  const me = useMe();
  const tenants = useLive((live) => live.intent?.tenants);
  const options = useMemo(
    () => (tenants ?? []).map(({ id, name }) => ({ value: id, label: name })),
    [tenants],
  );
  return (
    <MultiSelect
      {...rest}
      none={me.tenants === null ? 'all tenants' : 'all of mine'}
      value={fixed ? [] : (value ?? [])}
      onChange={(ids) => onChange(ids.length === 0 ? null : ids)}
      options={options}
      disabled={fixed}
    />
  );
}

/** Their names, for a table; of one that is gone there is none. */
export function useTenantNames(): (tenants: ChosenTenants) => string {
  const intent = useLive((live) => live.intent);
  return useMemo(() => {
    const names = new Map(intent?.tenants.map(({ id, name }) => [id, name]));
    return (tenants) => {
      if (tenants === null) return 'all';
      return tenants.flatMap((id) => names.get(id) ?? []).join(', ') || 'none that is there';
    };
  }, [intent]);
}
