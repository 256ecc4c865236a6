import type { Endpoint, Intent, Tenant } from '@/server/model/intent';
import { parseMac } from '@/server/model/mac';
import { hostNames } from '../actions/drafting';
import { deepEqual } from '../graph/ghost';
import { addressList } from './text-list';
import { judge, type Verdict } from './verdict';

/** By network id. */
export type EndpointSetForm = Record<string, { addresses: string; mac: string }>;
export type EndpointSetField = `addresses:${string}` | `mac:${string}`;

export function beginEndpointSet(endpoint: Endpoint): EndpointSetForm {
  return Object.fromEntries(
    endpoint.interfaces.map((wire) => [
      wire.networkId,
      { addresses: wire.addresses.join(', '), mac: wire.mac ?? '' },
    ]),
  );
}

export function judgeEndpointSet(
  intent: Intent,
  tenant: Tenant,
  endpoint: Endpoint,
  form: EndpointSetForm,
): Verdict<EndpointSetField> {
  const interfaces = endpoint.interfaces.map((wire) => {
    const typed = form[wire.networkId];
    if (!typed) return wire;
    const mac = typed.mac.trim();
    return {
      ...wire,
      addresses: addressList(typed.addresses),
      mac: mac === '' ? null : (parseMac(mac) ?? mac),
    };
  });
  const next: Endpoint = { ...endpoint, interfaces };
  if (deepEqual(next, endpoint)) return { operations: [], sentence: '', errors: {} };
  const [host] = hostNames(intent, [endpoint.hostId]);
  return judge<EndpointSetField>(
    intent,
    [{ op: 'endpoint.set', tenantId: tenant.id, endpoint: next }],
    `change ${endpoint.namespace} on ${host}`,
    ({ path, sentence }) => {
      const wire =
        interfaces.find((one) => one.addresses.some((address) => path.endsWith(`/${address}`))) ??
        interfaces.find((one) => one.mac !== null && sentence.includes(one.mac));
      if (!wire) return 'form';
      return path.endsWith('/mac') ? `mac:${wire.networkId}` : `addresses:${wire.networkId}`;
    },
    ([, , , index, field]) => {
      const wire = interfaces[Number(index)];
      if (!wire) return 'form';
      return field === 'mac' ? `mac:${wire.networkId}` : `addresses:${wire.networkId}`;
    },
  );
}
