import { SEED } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

export const situation: Case = {
  found: [
    'ip link add name msft-br group 7652 type bridge',
    'ip link set dev msft-br alias overlane:otherfabric:abcdef.br',
    'ip netns add apple',
    'ip -n apple link set dev lo alias overlane:otherfabric:abcdef.ns',
  ],
  intent: SEED,
};
