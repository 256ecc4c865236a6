'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { Intent } from '@/server/model/intent';
import {
  addressKey,
  beginEndpoint,
  type EndpointForm,
  fillAddresses,
  forTenant,
  judgeEndpoint,
  proposedName,
} from './endpoint-add';
import { FormDialog } from './form-dialog';
import { HostPicker } from './host-picker';
import { tenantOptions } from './tenant-options';
import { useTouched } from './touched';

/** A further endpoint of a tenant: a namespace of its own on each chosen host, in one network or several. */
export function EndpointAddDialog({
  intent,
  tenantId,
  hostIds,
  onClose,
}: {
  intent: Intent;
  tenantId: string | null;
  hostIds: string[];
  onClose(): void;
}) {
  const [form, setForm] = useState<EndpointForm>(() => beginEndpoint(intent, tenantId, hostIds));
  const tenant = intent.tenants.find((one) => one.id === form.tenantId) ?? null;
  const filled = fillAddresses(intent, form);
  const verdict = judgeEndpoint(intent, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  const set = (change: Partial<EndpointForm>) => setForm((before) => ({ ...before, ...change }));
  return (
    <FormDialog
      title={tenant ? `Add an endpoint of ${tenant.name}` : 'Add an endpoint'}
      description="A namespace with a veth pair into the tenant's bridge. The networks come to the host with it."
      verdict={verdict}
      showErrors={tried}
      onAttempt={tryAll}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3 max-sm:grid-cols-1">
        <Field label="Tenant" error={errorOf('tenant')}>
          {(control) => (
            <Select
              {...control}
              value={form.tenantId}
              options={tenantOptions(intent)}
              placeholder="Choose a tenant…"
              onChange={(id) => setForm(forTenant(form, intent.tenants.find((one) => one.id === id) ?? null))}
            />
          )}
        </Field>
        <Field label="Name" optional error={errorOf('name')} hint="The first one on a host needs none.">
          {(control) => (
            <Input
              {...control}
              name="name"
              value={form.name ?? proposedName(intent, form) ?? ''}
              placeholder="none"
              onChange={(event) => set({ name: event.target.value.trim() })}
              onBlur={() => touch('name')}
            />
          )}
        </Field>
      </div>
      {tenant && tenant.networks.length > 1 && (
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1.5 font-medium text-ink text-xs">Networks</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-1">
            {tenant.networks.map((network) => (
              <label key={network.id} className="flex h-8 items-center gap-2 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-(--accent)"
                  checked={form.networkIds.includes(network.id)}
                  onChange={() =>
                    set({
                      networkIds: form.networkIds.includes(network.id)
                        ? form.networkIds.filter((id) => id !== network.id)
                        : [...form.networkIds, network.id],
                    })
                  }
                />
                {network.name} <span className="text-muted text-xs tabular">VNI {network.vni}</span>
              </label>
            ))}
          </div>
          {errorOf('networks') && <p className="text-failed text-xs">{errorOf('networks')}</p>}
        </fieldset>
      )}
      <HostPicker
        hosts={intent.hosts}
        chosen={form.hostIds}
        onChange={(chosen) => set({ hostIds: chosen })}
        beside={(host) => (
          <div className="flex flex-col gap-1">
            {form.networkIds.map((networkId) => {
              const key = addressKey(host.id, networkId);
              const network = tenant?.networks.find((one) => one.id === networkId);
              return (
                <Field
                  key={key}
                  label={`Address in ${network?.name} on ${host.name}`}
                  error={errorOf(`address:${key}`)}
                  className="!gap-1 [&>label]:sr-only"
                >
                  {(control) => (
                    <Input
                      {...control}
                      mono
                      title={network ? `in ${network.name}, ${network.subnets.join(', ')}` : undefined}
                      value={filled[key] ?? ''}
                      onChange={(event) =>
                        set({ addresses: { ...form.addresses, [key]: event.target.value } })
                      }
                      onBlur={() => touch(`address:${key}`)}
                    />
                  )}
                </Field>
              );
            })}
          </div>
        )}
      />
      {errorOf('hosts') && <p className="text-failed text-xs">{errorOf('hosts')}</p>}
    </FormDialog>
  );
}
