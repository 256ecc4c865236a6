import { APPLE, intent, NODE01, SEED, tenant } from '../../../compile/fixtures/intent';
import type { Case } from '../case';

const many = ['g', 'h', 'i'].map((letter, i) =>
  tenant({
    name: `tenant-${letter}`,
    prefix: letter,
    networks: [{ vni: 100 + i }],
    endpoints: [{ host: 'node01' }],
  }),
);

export const situation: Case = {
  before: { ...SEED, tenants: [...many, APPLE] },
  intent: intent([NODE01, ...SEED.hosts.slice(1)], [APPLE], 2),
};
