import { intent, NODE01, NODE02, SEED, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

/** The two tenants trade their VNIs, and keep the names of their devices. */
const [microsoft, apple] = SEED.tenants;
const traded = (
  name: string,
  prefix: string,
  vni: number,
  like: (typeof SEED.tenants)[number] | undefined,
) => {
  const made = tenant({
    name,
    prefix,
    networks: [{ vni }],
    endpoints: [{ host: 'node01' }, { host: 'node02' }],
  });
  const old = like?.networks[0];
  return {
    ...made,
    networks: made.networks.map((network) => ({
      ...network,
      id: old?.id ?? network.id,
      vxlan: old?.vxlan ?? '',
    })),
    endpoints: like?.endpoints ?? [],
  };
};

export const situation: Case = {
  before: SEED,
  intent: intent(
    [NODE01, NODE02],
    [traded('microsoft', 'msft', 20, microsoft), traded('apple', 'aapl', 10, apple)],
    2,
  ),
};
