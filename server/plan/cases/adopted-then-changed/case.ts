import { ADOPTED, TYPED } from '../../fixtures/by-hand';
import type { Case } from '../case';

/** An adopted endpoint gets another address: that, and nothing else. */
export const situation: Case = {
  found: TYPED,
  before: ADOPTED,
  intent: {
    ...ADOPTED,
    tenants: ADOPTED.tenants.map((tenant) => ({
      ...tenant,
      endpoints: tenant.endpoints.map((endpoint) => ({
        ...endpoint,
        interfaces: endpoint.interfaces.map((wire) => ({
          ...wire,
          addresses: wire.addresses.map((address) => (address === '10.1.0.4' ? '10.1.0.44' : address)),
        })),
      })),
    })),
  },
};
