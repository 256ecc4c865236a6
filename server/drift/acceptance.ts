import type { Endpoint, Interface, Network, Tenant } from '../model/intent';
import type { DriftItem } from './drift-item';

export type Acceptance = DriftItem['accept'];

/** What of intent a difference belongs to. */
export type Whole = {
  tenant: Tenant;
  network: Network | undefined;
  endpoint: Endpoint | undefined;
  /** Of the endpoint, in the network. */
  wire: Interface | undefined;
};
