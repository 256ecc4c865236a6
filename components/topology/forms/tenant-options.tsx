import type { SelectOption } from '@/components/ui/select';
import type { Intent } from '@/server/model/intent';

export function tenantOptions(intent: Intent): SelectOption[] {
  return intent.tenants.map((tenant) => ({
    value: tenant.id,
    text: tenant.name,
    label: (
      <span className="inline-flex items-center gap-2">
        <span
          aria-hidden
          className="size-2.5 rounded-[3px]"
          style={{ background: `var(--tenant-${tenant.color})` }}
        />
        {tenant.name}
      </span>
    ),
  }));
}
