import { type Endpoint, endpointLabel, type Intent, type Network, type Tenant } from '../model/intent';
import { Failure } from './failure';
import { plain } from './print';

/** An endpoint by its label: `microsoft@node01`, `microsoft/web@node01`. @throws Failure that names those there are */
export function endpointOf(intent: Intent, label: string): { tenant: Tenant; endpoint: Endpoint } {
  const all = intent.tenants.flatMap((tenant) =>
    tenant.endpoints.map((endpoint) => ({
      tenant,
      endpoint,
      label: endpointLabel(tenant, endpoint, intent.hosts),
    })),
  );
  const match = all.find((one) => one.label === label);
  if (match) return match;
  const near = all.filter((one) => one.label.split(/[/@]/)[0] === label.split(/[/@]/)[0]);
  const offers = (near.length > 0 ? near : all).slice(0, 10).map((one) => one.label);
  throw new Failure('no-endpoint', `there is no endpoint ${plain(label)}`, [
    offers.length > 0 ? `there are: ${offers.join(', ')}` : 'the fabric has no endpoints yet',
  ]);
}

/** A network as `microsoft/default`, or `microsoft` where the tenant has only one. @throws Failure */
export function networkOf(
  intent: Intent,
  label: string,
): { tenant: Tenant; network: Network; label: string } {
  const all = intent.tenants.flatMap((tenant) =>
    tenant.networks.map((network) => ({ tenant, network, label: `${tenant.name}/${network.name}` })),
  );
  const own = all.filter(({ tenant }) => tenant.name === label);
  const match = all.find((one) => one.label === label) ?? (own.length === 1 ? own[0] : undefined);
  if (match) return match;
  const offers = (own.length > 0 ? own : all).slice(0, 10).map((one) => one.label);
  throw new Failure('no-network', `there is no network ${plain(label)}`, [
    offers.length > 0 ? `there are: ${offers.join(', ')}` : 'the fabric has no networks yet',
  ]);
}
