import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine, type Principal } from '../auth/principal';
import type { Role } from '../auth/role';
import { temporaryDatabase } from '../db/temporary';
import { commit } from '../intent/commit';
import { proposeEndpoint, proposeHost, proposeTenant } from '../model/propose';
import type { Context } from './context';
import { appRouter, opsRouter } from './router';
import { startTestProduct, type TestProduct } from './test-product';

const HOST = {
  ...proposeHost({ name: 'node01', address: '198.18.0.1' }),
  id: 'host00000001',
  user: 'deploy',
};
const EMPTY = { revision: 0, vxlan: { port: 8472 }, drift: 'report' as const, hosts: [HOST], tenants: [] };
const TENANT = proposeTenant(EMPTY, { name: 'microsoft' });
const ENDPOINT = proposeEndpoint(TENANT, { hostId: HOST.id });
const NETWORK = TENANT.networks[0]?.id ?? '';

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
  const tenant = { ...TENANT, endpoints: [ENDPOINT] };
  const operations = [
    { op: 'host.add' as const, host: HOST },
    { op: 'tenant.add' as const, tenant },
  ];
  await commit({ base: 0, operations, actor: 'test' });
});
afterAll(() => product.stop());

function contextOf(role: Role): Context {
  const principal = { ...commandLine(), name: `the ${role}`, role } as Principal;
  return { principal, strange: null, from: commandLine().from, headers: new Headers(), setCookie: () => {} };
}
const as = (role: Role) => appRouter.createCaller(contextOf(role));

it('what an operator found is there for a viewer, on the page and on the wall, without logins', async () => {
  product.controller.sentence = 'No fault found on deploy@node01.';
  await as('operator').path.find({ from: ENDPOINT.id, address: '10.1.0.99' });
  const key = `${ENDPOINT.id} 10.1.0.99`;
  for (const router of [as('viewer'), opsRouter.createCaller(contextOf('viewer'))]) {
    expect(await router.results.recent({ kinds: ['path'] })).toMatchObject([
      { kind: 'path', key, actor: 'the operator', subject: 'microsoft@node01 → 10.1.0.99', outcome: 'good' },
    ]);
    expect(await router.results.last({ kind: 'path', key })).toMatchObject({
      result: { wish: { address: '10.1.0.99' }, answer: { sentence: 'No fault found on node01.' } },
    });
  }
  expect(await as('viewer').results.last({ kind: 'path', key: `${ENDPOINT.id} 10.1.0.98` })).toBeNull();
});

it('a network with one endpoint has no matrix to repeat, and can be taken off', async () => {
  await expect(as('operator').schedule.set({ networkId: NETWORK, everyMinutes: 15 })).rejects.toThrow(
    'a matrix needs two',
  );
  await expect(as('operator').schedule.set({ networkId: NETWORK, everyMinutes: 1 })).rejects.toThrow();
  await as('operator').schedule.set({ networkId: NETWORK, everyMinutes: null });
  expect(product.controller.asked.filter((one) => one.startsWith('plan '))).toEqual([`plan ${NETWORK} null`]);
});
