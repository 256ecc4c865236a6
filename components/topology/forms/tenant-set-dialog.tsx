'use client';

import { Check } from 'lucide-react';
import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { type Intent, TENANT_COLORS, type Tenant } from '@/server/model/intent';
import { FormDialog } from './form-dialog';
import { judgeTenantSet, type TenantSetForm } from './tenant-set';
import { useTouched } from './touched';

const COLORS = Array.from({ length: TENANT_COLORS }, (_, color) => color);

export function TenantSetDialog({
  intent,
  tenant,
  onClose,
}: {
  intent: Intent;
  tenant: Tenant;
  onClose(): void;
}) {
  const [form, setForm] = useState<TenantSetForm>({
    name: tenant.name,
    prefix: tenant.prefix,
    color: tenant.color,
  });
  const verdict = judgeTenantSet(intent, tenant, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  const set = (change: Partial<TenantSetForm>) => setForm((before) => ({ ...before, ...change }));
  return (
    <FormDialog
      title={`Change tenant ${tenant.name}`}
      description="Devices and namespaces that are there keep their names; what is added later takes the new ones."
      verdict={verdict}
      showErrors={tried}
      onAttempt={tryAll}
      onClose={onClose}
    >
      <div className="grid grid-cols-[1fr_8rem] gap-3 max-sm:grid-cols-1">
        <Field label="Name" error={errorOf('name')}>
          {(control) => (
            <Input
              {...control}
              name="name"
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
              onBlur={() => touch('name')}
            />
          )}
        </Field>
        <Field label="Prefix" error={errorOf('prefix')}>
          {(control) => (
            <Input
              {...control}
              mono
              name="prefix"
              value={form.prefix}
              onChange={(event) => set({ prefix: event.target.value })}
              onBlur={() => touch('prefix')}
            />
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1.5 font-medium text-ink text-xs">Colour</legend>
        <div className="flex flex-wrap gap-2">
          {COLORS.map((color) => (
            <label
              key={color}
              className="relative flex size-8 items-center justify-center rounded-md has-focus-visible:outline-2 has-focus-visible:outline-ring has-focus-visible:outline-offset-2"
              style={{ background: `var(--tenant-${color})` }}
            >
              <input
                type="radio"
                name="color"
                aria-label={`Colour ${color + 1}`}
                className="absolute inset-0 opacity-0"
                checked={form.color === color}
                onChange={() => set({ color })}
              />
              {form.color === color && <Check aria-hidden className="size-4 text-surface" strokeWidth={3} />}
            </label>
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
