import type { DesiredVeth } from '../compile/desired';
import type { Refusal } from '../plan/plan';
import { Lists } from './lists';

/** The refusals of a plan, by what they stop. */
export class Stopped {
  private readonly lists = new Lists<Refusal>();

  constructor(refusals: readonly Refusal[]) {
    for (const refusal of refusals) {
      const { networkId, endpointId } = refusal;
      if (endpointId !== null && networkId !== null) this.lists.add(`${endpointId} ${networkId}`, refusal);
      else if (endpointId ?? networkId) this.lists.add(`${endpointId ?? networkId}`, refusal);
    }
  }

  /** On this host, as a whole. */
  network(id: string): readonly Refusal[] {
    return this.lists.of(id);
  }

  endpoint(id: string): readonly Refusal[] {
    return this.lists.of(id);
  }

  veth({ networkId, endpointId }: DesiredVeth): readonly Refusal[] {
    return [
      ...this.network(networkId),
      ...this.endpoint(endpointId),
      ...this.lists.of(`${endpointId} ${networkId}`),
    ];
  }
}
