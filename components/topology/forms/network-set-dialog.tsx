'use client';

import { useState } from 'react';
import type { Intent, Network, Tenant } from '@/server/model/intent';
import { FormDialog } from './form-dialog';
import { NetworkFields } from './network-fields';
import { beginNetworkSet, judgeNetworkSet, type NetworkSetForm } from './network-set';
import { useTouched } from './touched';

export function NetworkSetDialog({
  intent,
  tenant,
  network,
  onClose,
}: {
  intent: Intent;
  tenant: Tenant;
  network: Network;
  onClose(): void;
}) {
  const [form, setForm] = useState<NetworkSetForm>(() => beginNetworkSet(network));
  const verdict = judgeNetworkSet(intent, tenant, network, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  return (
    <FormDialog
      title={`Change network ${network.name}`}
      description={`Of ${tenant.name}, on bridge ${network.bridge}.`}
      verdict={verdict}
      showErrors={tried}
      onAttempt={tryAll}
      onClose={onClose}
    >
      <NetworkFields
        {...form}
        set={(change) => setForm((before) => ({ ...before, ...change }))}
        touch={touch}
        errorOf={errorOf}
        vniHint={
          form.vni.trim() === String(network.vni)
            ? undefined
            : 'Another VNI needs a new VXLAN interface on every host: the tunnels pause for a moment.'
        }
      />
    </FormDialog>
  );
}
