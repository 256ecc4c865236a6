import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandLine } from '../auth/principal';
import { publicReportKey } from '../auth/report-key';
import { temporaryDatabase } from '../db/temporary';
import type { Proof } from '../diagnose/proof/proof';
import { keepProof, lastProof, proofEveryHours } from '../journal/proofs';
import { openReport } from './open-report';
import { appRouter } from './router';
import { startTestProduct, type TestProduct } from './test-product';

const FOUND: Omit<Proof, 'id'> = {
  startedAt: 1_000,
  endedAt: 3_000,
  by: null,
  revision: 0,
  verdict: 'unproven',
  computed: 'apart',
  contacts: [],
  contactsInAll: 0,
  doubts: ['nothing that microsoft@node02 sent came to microsoft@node01'],
  doubtsInAll: 1,
  hosts: [],
  tenants: [],
  pairs: { apart: 0, touching: 0, unproven: 2 },
  counts: { endpoints: 4, probed: 4, insides: 4, packets: 32 },
};

let product: TestProduct;
beforeAll(async () => {
  product = await startTestProduct(await temporaryDatabase());
});
afterAll(() => product.stop());

const caller = () =>
  appRouter.createCaller({
    principal: commandLine(),
    strange: null,
    from: commandLine().from,
    headers: new Headers(),
    setCookie: () => {},
  });

it('a proof is kept with its number, and written down; of many the newest stay', async () => {
  expect(await lastProof()).toBeNull();
  const first = await keepProof(FOUND);
  expect(await lastProof()).toEqual(first);
  for (let i = 0; i < 60; i++) await keepProof({ ...FOUND, verdict: 'apart', doubts: [], doubtsInAll: 0 });
  expect((await lastProof())?.id).toBe(first.id + 60);
  const rows = await caller().activity.list({ kinds: ['isolation'], limit: 100 });
  expect(rows.at(-1)).toMatchObject({
    action: 'isolation.proof',
    actor: 'controller',
    outcome: 'failed',
    sentence: `proof ${first.id} of isolation: unproven: nothing that microsoft@node02 sent came to microsoft@node01`,
  });
});

it('a report says the worse of what is computed and proven, and its text stays as it was signed', async () => {
  await keepProof(FOUND);
  const { id, verdict } = await caller().isolation.signOff({ by: ' Ada Lovelace ', remark: 'two\nlines' });
  expect(verdict).toBe('unproven');
  const text = await caller().isolation.report({ id });
  const opened = openReport(text);
  expect(opened?.document).toMatchObject({
    verdict: 'unproven',
    basis: 'computed and proven by packets',
    signedOff: { by: 'Ada Lovelace', remark: 'two\nlines' },
    computed: { verdict: 'apart' },
    proof: { verdict: 'unproven', askedBy: 'the schedule', endedAt: '1970-01-01T00:00:03.000Z' },
  });
  expect(opened?.signature.fingerprint).toBe(publicReportKey().fingerprint);
  expect(openReport(text.replace('Ada', 'Eve'))).not.toBeNull();
  expect(openReport(text.replace('{', '{ '))).toBeNull();
  const [newest] = await caller().isolation.reports();
  expect(newest).toMatchObject({ id, signedBy: 'Ada Lovelace', verdict: 'unproven' });
});

it('its key is private', () => {
  expect(statSync(join(product.folder, 'report-key.pem')).mode & 0o777).toBe(0o600);
});

it.each(['\u001b[31mAda', 'Ada\nEve', '', 'x'.repeat(121)])('nobody is called %j', async (by) => {
  await expect(caller().isolation.signOff({ by })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

it('the schedule is kept, told to the controller, and bounded', async () => {
  await caller().isolation.setHours({ hours: 6 });
  expect(await proofEveryHours()).toBe(6);
  expect(product.controller.asked).toContain('prove every 6');
  await expect(caller().isolation.setHours({ hours: 1_000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
