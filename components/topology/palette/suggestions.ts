import type { TenantSuggestion } from '../drag/drag-store';

/** Two tenants on the same addresses, to begin with: those of the network that Overlane's lab is modelled on. */
export const SUGGESTIONS: readonly TenantSuggestion[] = [
  { name: 'microsoft', prefix: 'msft', vni: 10, subnets: ['10.1.0.0/24'] },
  { name: 'apple', prefix: 'aapl', vni: 20, subnets: ['10.1.0.0/24'] },
];
