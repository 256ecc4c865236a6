'use client';

import { useState } from 'react';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import type { Endpoint, Intent, Tenant } from '@/server/model/intent';
import { endpointLabel } from '@/server/model/intent';
import { beginEndpointSet, type EndpointSetForm, judgeEndpointSet } from './endpoint-set';
import { FormDialog } from './form-dialog';
import { useTouched } from './touched';

/** Addresses and MACs of an endpoint, per network that it is in. */
export function EndpointSetDialog({
  intent,
  tenant,
  endpoint,
  onClose,
}: {
  intent: Intent;
  tenant: Tenant;
  endpoint: Endpoint;
  onClose(): void;
}) {
  const [form, setForm] = useState<EndpointSetForm>(() => beginEndpointSet(endpoint));
  const verdict = judgeEndpointSet(intent, tenant, endpoint, form);
  const { errorOf, touch, tried, tryAll } = useTouched(verdict.errors);
  const set = (networkId: string, change: Partial<EndpointSetForm[string]>) =>
    setForm((before) => ({
      ...before,
      [networkId]: { addresses: '', mac: '', ...before[networkId], ...change },
    }));
  return (
    <FormDialog
      title={`Change ${endpointLabel(tenant, endpoint, intent.hosts)}`}
      description={`Namespace ${endpoint.namespace}.`}
      verdict={verdict}
      showErrors={tried}
      onAttempt={tryAll}
      onClose={onClose}
    >
      {endpoint.interfaces.map((wire) => {
        const network = tenant.networks.find((one) => one.id === wire.networkId);
        const typed = form[wire.networkId] ?? { addresses: '', mac: '' };
        return (
          <fieldset key={wire.networkId} className="flex flex-col gap-3">
            {endpoint.interfaces.length > 1 && (
              <legend className="section-title mb-1">
                {network?.name} · VNI {network?.vni}
              </legend>
            )}
            <Field
              label="Addresses"
              hint={`In ${network?.subnets.join(' or ')}, without prefix length.`}
              error={errorOf(`addresses:${wire.networkId}`)}
            >
              {(control) => (
                <Input
                  {...control}
                  mono
                  value={typed.addresses}
                  onChange={(event) => set(wire.networkId, { addresses: event.target.value })}
                  onBlur={() => touch(`addresses:${wire.networkId}`)}
                />
              )}
            </Field>
            <Field
              label="MAC"
              optional
              hint={`Of ${wire.namespaceEnd}. Empty: as found.`}
              error={errorOf(`mac:${wire.networkId}`)}
            >
              {(control) => (
                <Input
                  {...control}
                  mono
                  value={typed.mac}
                  onChange={(event) => set(wire.networkId, { mac: event.target.value })}
                  onBlur={() => touch(`mac:${wire.networkId}`)}
                />
              )}
            </Field>
          </fieldset>
        );
      })}
    </FormDialog>
  );
}
