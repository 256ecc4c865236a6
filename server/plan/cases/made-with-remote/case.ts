import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

/** Ours, but made with `remote`: its default destination is its flood list. */
export const situation: Case = {
  before: SEED,
  since: [
    'ip link del dev msft-vxl-10',
    'ip link add name msft-vxl-10 address 02:10:18:95:d6:f0 mtu 1450 group 7652 type vxlan id 10 local 10.10.10.10 remote 10.10.10.20 dev eth1 dstport 8472',
    'ip link set dev msft-vxl-10 alias overlane:testfabric:net0010.vxl addrgenmode none',
    'ip link set dev msft-vxl-10 master msft-br up',
    'ip link del dev aapl-vxl-20',
    'ip link add name aapl-vxl-20 mtu 1450 group 7652 type vxlan id 20 remote 10.66.6.6 dev eth1 dstport 8472',
    'ip link set dev aapl-vxl-20 alias overlane:testfabric:net0020.vxl addrgenmode none',
    'ip link set dev aapl-vxl-20 master aapl-br up',
  ],
  intent: SEED,
};
