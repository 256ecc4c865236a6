'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Intent } from '@/server/model/intent';
import type { TenantWish } from '@/server/model/propose';
import { FormDialog } from './form-dialog';
import { HostPicker } from './host-picker';
import { beginTenant, fillTenant, judgeTenant, type TenantForm } from './tenant-add';
import { useTouched } from './touched';

/** A new tenant with its first network, and an endpoint on each chosen host. All is proposed, all can be changed. */
export function TenantAddDialog({
  intent,
  hostIds,
  wish,
  onClose,
}: {
  intent: Intent;
  hostIds: string[];
  wish: TenantWish | undefined;
  onClose(): void;
}) {
  const [form, setForm] = useState<TenantForm>(() => beginTenant(wish, hostIds));
  const filled = fillTenant(intent, form);
  const verdict = judgeTenant(intent, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  const set = (change: Partial<TenantForm>) => setForm((before) => ({ ...before, ...change }));
  return (
    <FormDialog
      title={form.name === '' ? 'Add a tenant' : `Add ${form.name}`}
      description="A tenant with its own network. Everything is filled in and can be changed; nothing is sent before you apply."
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
              autoFocus
              name="name"
              value={form.name}
              placeholder="microsoft"
              onChange={(event) => set({ name: event.target.value })}
              onBlur={() => form.name !== '' && touch('name')}
            />
          )}
        </Field>
        <Field label="Prefix" error={errorOf('prefix')}>
          {(control) => (
            <Input
              {...control}
              mono
              name="prefix"
              value={filled.prefix}
              onChange={(event) => set({ prefix: event.target.value })}
              onBlur={() => touch('prefix')}
            />
          )}
        </Field>
      </div>
      <div className="grid grid-cols-[8rem_1fr] gap-3 max-sm:grid-cols-1">
        <Field label="VNI" error={errorOf('vni')}>
          {(control) => (
            <Input
              {...control}
              name="vni"
              inputMode="numeric"
              className="tabular"
              value={filled.vni}
              onChange={(event) => set({ vni: event.target.value })}
              onBlur={() => touch('vni')}
            />
          )}
        </Field>
        <Field
          label="Subnet"
          error={errorOf('subnets')}
          hint="Tenants may use the same addresses. Several subnets are separated by commas."
        >
          {(control) => (
            <Input
              {...control}
              name="subnets"
              mono
              value={filled.subnets}
              onChange={(event) => set({ subnets: event.target.value })}
              onBlur={() => touch('subnets')}
            />
          )}
        </Field>
      </div>
      <HostPicker
        hosts={intent.hosts}
        chosen={form.hostIds}
        onChange={(chosen) => set({ hostIds: chosen })}
        beside={(host) => (
          <Field
            label={`Address on ${host.name}`}
            error={errorOf(`address:${host.id}`)}
            className="[&>label]:sr-only !gap-1"
          >
            {(control) => (
              <Input
                {...control}
                name={`address-${host.name}`}
                mono
                value={filled.addresses[host.id] ?? ''}
                onChange={(event) => set({ addresses: { ...form.addresses, [host.id]: event.target.value } })}
                onBlur={() => touch(`address:${host.id}`)}
              />
            )}
          </Field>
        )}
      />
    </FormDialog>
  );
}
