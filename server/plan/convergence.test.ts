import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Desired } from '../compile/desired';
import { checkIntent } from '../model/check';
import type { Observed, ObservedLink } from '../observe/observed';
import { drift, drifts } from './fixtures/drift';
import { desiredOf, FABRIC, newHost, read, run } from './fixtures/host';
import { intents } from './fixtures/intents';
import { whose } from './ownership';
import type { Plan } from './plan';
import { plan } from './plan-host';
import { renderCommands } from './script';
import { view } from './view';

/** More of them look for what 150 do not find: `OVERLANE_FUZZ=10000 npx vitest run --project unit server/plan/convergence`. */
const RUNS = Number(process.env.OVERLANE_FUZZ ?? 150);

/** Where each device of others is, and what its owner can see of it. */
function foreign(observed: Observed, desired: Desired) {
  const found = new Map<string, unknown>();
  const host = view(observed, new Set(desired.namespaces.map(({ name }) => name)));
  const keep = (place: string, link: ObservedLink) => {
    const { is } = whose(host, link, FABRIC);
    // Where both ends were moved about, nobody on the host itself can tell that one is ours.
    if (place !== '' && link.peer && link.peer.nsid !== null && !host.pairs.has(link)) return;
    if (link.name !== 'lo' && (is === 'foreign' || is === 'other-installation')) {
      found.set(`${place}${link.name}`, settings(link));
    }
  };
  for (const link of host.links.values()) keep('', link);
  for (const { name, links } of host.spaces.values())
    for (const link of links.values()) keep(`${name}/`, link);
  return found;
}

/** The MTU of a bridge follows its ports, its IPv6 the MTU, and carrier the other end: nobody sets these. */
function settings(link: ObservedLink) {
  const { name, kind, index, up, noArp, mac, master, group, alias, vxlan, peer, mtu, addrgenmode } = link;
  const own = { name, kind, index, up, noArp, mac, master, group, alias, vxlan, peer };
  const addresses = link.addresses.map(({ text }) => text);
  if (kind === 'bridge') return { ...own, addresses: addresses.filter((text) => !text.startsWith('fe80:')) };
  return { ...own, addresses, mtu, addrgenmode };
}

/** Devices that a plan's lines act on. */
function touched(made: Plan): string[] {
  return made.batches.flatMap((batch) =>
    batch.steps.flatMap(({ line }) => {
      const name = line[line.indexOf('dev') + 1];
      const place = batch.namespace === null ? '' : `${batch.namespace}/`;
      return line.includes('dev') && line[1] !== 'add' ? [`${place}${name}`] : [];
    }),
  );
}

it('is fulfilled by one run, whatever was there before, and touches nothing of others', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      intents,
      intents,
      drifts,
      fc.boolean(),
      fc.boolean(),
      async (before, after, deeds, isolateFirst, isolate) => {
        fc.pre(checkIntent(before).length === 0 && checkIntent(after).length === 0);
        const kernel = newHost();
        await run(kernel, plan(desiredOf(before), await read(kernel), { isolate: isolateFirst }));
        drift(kernel, deeds);
        const found = await read(kernel);
        const underlayMtu = { hostnode01: found.links.find(({ name }) => name === 'eth1')?.mtu };
        const desired = desiredOf(after, 'hostnode01', underlayMtu);
        const strangers = foreign(found, desired);
        const first = plan(desired, found, { isolate });
        for (const name of touched(first)) expect(strangers.has(name), name).toBe(false);
        const done = async (made: Plan) => {
          const { batches } = await run(kernel, made);
          expect(batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
          return read(kernel);
        };
        let later = await done(first);
        let second = plan(desired, later, { isolate });
        // What was refused may have been in the way only until the run took something of ours along with it.
        if (first.refusals.length > second.refusals.length) {
          later = await done(second);
          second = plan(desired, later, { isolate });
        }
        expect(renderCommands(second)).toEqual([]);
        expect(foreign(later, desired)).toEqual(strangers);
      },
    ),
    { numRuns: RUNS },
  );
});

it('gives the same plan for the same host', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(intents, drifts, async (fabric, deeds) => {
      fc.pre(checkIntent(fabric).length === 0);
      const kernel = newHost();
      drift(kernel, deeds);
      const observed = await read(kernel);
      const desired = desiredOf(fabric);
      expect(plan(desired, observed, { isolate: false })).toEqual(
        plan(desired, observed, { isolate: false }),
      );
    }),
    { numRuns: 50 },
  );
});
