import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryDatabase } from '../db/temporary';
import { type Operation, operate } from '../model/operation';
import { proposeHost, proposeTenant } from '../model/propose';
import { commit } from './commit';
import { Refused } from './error';
import { foundFabric } from './found';
import { loadIntent } from './load';
import { backTo, between } from './past';

let remove: () => Promise<void>;
beforeEach(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
});
afterEach(() => remove());

const host = proposeHost({ name: 'node01', address: '198.18.0.1' });
const then = async (actor: string, ...operations: Operation[]) => {
  const { revision } = await loadIntent();
  return (await commit({ base: revision, operations, actor })).revision;
};

async function threeChanges() {
  await then('ada', { op: 'host.add', host });
  const tenant = proposeTenant(await loadIntent(), { name: 'microsoft', prefix: 'msft' });
  await then('bob', { op: 'tenant.add', tenant });
  await then(
    'eve',
    { op: 'tenant.remove', tenantId: tenant.id },
    { op: 'fabric.set', vxlan: { port: 4789 } },
  );
}

it('two revisions differ by what leads from one to the other, whoever did it, and both ways', async () => {
  await threeChanges();
  expect(await between(1, 3)).toMatchObject({
    differences: ['set the VXLAN port to 4789'],
    changes: [
      { revision: 2, actor: 'bob', sentence: 'add tenant microsoft' },
      { revision: 3, actor: 'eve' },
    ],
  });
  expect((await between(3, 2)).differences).toEqual(['set the VXLAN port to 8472', 'add tenant microsoft']);
  expect((await between(2, 2)).differences).toEqual([]);
  await expect(between(0, 9)).rejects.toBeInstanceOf(Refused);
});

it('the fabric goes back to any revision by operations that are shown first, and keeps keys that were pinned since', async () => {
  await threeChanges();
  const pinned = { ...host, hostKey: `SHA256:${'A'.repeat(43)}` };
  await then('ada', { op: 'host.set', host: pinned });
  const { base, operations, sentence } = await backTo(2);
  expect({ base, sentence }).toEqual({ base: 4, sentence: 'go back to revision 2' });
  const { intent } = operate(await loadIntent(), operations);
  expect(intent.tenants.map(({ name }) => name)).toEqual(['microsoft']);
  expect(intent.vxlan.port).toBe(8472);
  expect(intent.hosts).toEqual([pinned]);
  await commit({ base, operations, sentence, actor: 'ada' });
  expect((await backTo(2)).operations).toEqual([]);
});
