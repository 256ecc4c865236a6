import { expect, it } from 'vitest';
import { SEED } from '../compile/fixtures/intent';
import { ADOPTED } from '../plan/fixtures/by-hand';
import { isAdopted, takeCharge } from './adopted';
import { checkIntent } from './check';
import { operate } from './operation';

it('what was made is not adopted, and there is nothing to take charge of', () => {
  for (const tenant of SEED.tenants) {
    expect(isAdopted(tenant)).toBe(false);
    expect(takeCharge(tenant)).toEqual([]);
  }
});

it('taking charge leaves names and MACs as found, and nothing as adopted', () => {
  const { intent } = operate(ADOPTED, ADOPTED.tenants.flatMap(takeCharge));
  expect(checkIntent(intent)).toEqual([]);
  for (const tenant of intent.tenants) {
    expect(isAdopted(tenant)).toBe(false);
    for (const { found } of tenant.networks) {
      expect(Object.values(found)).toEqual(Object.values(found).map(() => ({ mac: false })));
    }
    const wires = tenant.endpoints.flatMap(({ interfaces }) => interfaces);
    expect(wires.map(({ mac, foundMtu }) => ({ mac, foundMtu }))).toEqual(
      wires.map(() => ({ mac: null, foundMtu: false })),
    );
  }
});
