'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { Intent } from '@/server/model/intent';
import { FormDialog } from './form-dialog';
import { HostPicker } from './host-picker';
import { beginNetwork, fillNetwork, judgeNetwork, type NetworkForm } from './network-add';
import { NetworkFields } from './network-fields';
import { tenantOptions } from './tenant-options';
import { useTouched } from './touched';

/** A further network of a tenant, which its endpoints on the chosen hosts join. */
export function NetworkAddDialog({
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
  const [form, setForm] = useState<NetworkForm>(() => beginNetwork(intent, tenantId, hostIds));
  const filled = fillNetwork(intent, form);
  const verdict = judgeNetwork(intent, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  const set = (change: Partial<NetworkForm>) => setForm((before) => ({ ...before, ...change }));
  const tenant = intent.tenants.find((one) => one.id === form.tenantId);
  return (
    <FormDialog
      title={tenant ? `Add a network to ${tenant.name}` : 'Add a network'}
      description="A VNI and its subnets. The tenant's endpoints on the hosts that you choose join it."
      verdict={verdict}
      showErrors={tried}
      onAttempt={tryAll}
      onClose={onClose}
    >
      <Field label="Tenant" error={errorOf('tenant')}>
        {(control) => (
          <Select
            {...control}
            value={form.tenantId}
            options={tenantOptions(intent)}
            placeholder="Choose a tenant…"
            onChange={(id) => set({ tenantId: id, name: null, vni: null, subnets: null })}
          />
        )}
      </Field>
      <NetworkFields {...filled} mtu={form.mtu} set={set} touch={touch} errorOf={errorOf} />
      <HostPicker
        hosts={intent.hosts}
        chosen={form.hostIds}
        onChange={(chosen) => set({ hostIds: chosen })}
        beside={(host) => (
          <p className="flex h-8.5 items-center text-muted text-xs">
            {tenant?.endpoints.some((endpoint) => endpoint.hostId === host.id)
              ? `its endpoint there joins`
              : `a new endpoint is made there`}
          </p>
        )}
      />
    </FormDialog>
  );
}
