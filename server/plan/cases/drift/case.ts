import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = {
  before: SEED,
  since: [
    'ip link set dev msft-br down',
    'ip link set dev msft-vxl-10 mtu 1400',
    'ip link set dev aapl-vxl-20 nomaster',
    'ip link set dev aapl-veth0 addrgenmode eui64',
    'ip link set dev aapl-veth0 down',
    'ip link set dev aapl-veth0 up',
    'bridge fdb del 00:00:00:00:00:00 dev msft-vxl-10 dst 10.10.10.20',
    'bridge fdb append 00:00:00:00:00:00 dev aapl-vxl-20 dst 10.66.6.6',
    'ip -n microsoft addr del 10.1.0.4/24 dev msft-veth1',
    'ip -n apple addr add 10.1.0.66/24 dev aapl-veth1',
    'ip -n apple link set dev lo down',
  ],
  intent: SEED,
};
