import { intent, NODE01, NODE02, SEED, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

const google = tenant({
  name: 'google',
  prefix: 'ggl',
  networks: [{ vni: 30 }],
  endpoints: [{ host: 'node01' }, { host: 'node02' }],
});

/** apple's bridge and microsoft's VNI are taken by others, google's namespace is somebody's; a bystander is left alone. */
export const situation: Case = {
  found: [
    'ip link add name aapl-br type bridge',
    'ip link add name flannel.1 type vxlan id 10 remote 10.10.10.99 dev eth1 dstport 8472',
    'ip netns add google',
    'ip link add name tap7 type veth peer name eth0 netns google',
    'ip link add name docker0 type bridge',
  ],
  intent: intent([NODE01, NODE02], [...SEED.tenants, google]),
};
