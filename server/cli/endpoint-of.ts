import { type Endpoint, endpointLabel, type Intent, type Tenant } from '../model/intent';
import { Failure } from './failure';
import { plain } from './print';

/**
 * The endpoint that is written as `microsoft@node01` or `microsoft/web@node01`.
 * @throws Failure with those that there are
 */
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
