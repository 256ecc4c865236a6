import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Desired } from '../compile/desired';
import { SEED } from '../compile/fixtures/intent';
import { parseOwnerMark } from '../model/owner';
import type { Observed, ObservedLink } from '../observe/observed';
import { ADOPTED, TYPED } from './fixtures/by-hand';
import { drift, drifts } from './fixtures/drift';
import { desiredOf, FABRIC, ip, newHost, read, run } from './fixtures/host';
import { whose } from './ownership';
import type { Plan } from './plan';
import { plan } from './plan-host';
import { renderCommands } from './script';
import { view } from './view';

const RUNS = Number(process.env.OVERLANE_FUZZ ?? 150);
const GONE = { ...SEED, tenants: [] };

/** Devices that people made and Overlane was never told to delete: `namespace/name`, or the name alone. */
function peoples(observed: Observed, desired: Desired): Set<string> {
  const host = view(observed, new Set(desired.namespaces.map(({ name }) => name)));
  const found = new Set<string>();
  const wanted = new Set(
    [...desired.bridges, ...desired.vxlans, ...desired.veths].map(({ owner }) => parseOwnerMark(owner)?.id),
  );
  const keep = (place: string, link: ObservedLink) => {
    const owner = whose(host, link, FABRIC);
    const adopted = owner.is === 'ours' && owner.origin === 'adopted' && !wanted.has(owner.id);
    if (owner.is === 'foreign' || owner.is === 'other-installation' || adopted)
      found.add(`${place}${link.name}`);
  };
  for (const link of host.links.values()) keep('', link);
  for (const { name, links } of host.spaces.values())
    for (const link of links.values()) keep(`${name}/`, link);
  return found;
}

function deleted(made: Plan): string[] {
  return made.batches.flatMap(({ namespace, steps }) =>
    steps.flatMap(({ line }) =>
      line[0] === 'link' && (line[1] === 'del' || line.includes('down'))
        ? [`${namespace === null ? '' : `${namespace}/`}${line[line.indexOf('dev') + 1]}`]
        : [],
    ),
  );
}

function typedByHand() {
  const kernel = newHost();
  for (const typed of TYPED) {
    const [, ...words] = typed.split(' ');
    if (words[0] === '-n') ip(kernel, words.slice(2).join(' '), words[1]);
    else ip(kernel, words.join(' '));
  }
  kernel.settle();
  return kernel;
}

it('what people made is never deleted nor taken down, and what is adopted settles', {
  timeout: 600_000,
}, async () => {
  const wishes = fc.constantFrom(ADOPTED, ADOPTED, SEED, GONE);
  await fc.assert(
    fc.asyncProperty(fc.boolean(), drifts, wishes, fc.boolean(), async (before, deeds, wish, isolate) => {
      const kernel = typedByHand();
      if (before) await run(kernel, plan(desiredOf(ADOPTED), await read(kernel), { isolate: false }));
      drift(kernel, deeds);
      const found = await read(kernel);
      const underlayMtu = { hostnode01: found.links.find(({ name }) => name === 'eth1')?.mtu };
      const desired = desiredOf(wish, 'hostnode01', underlayMtu);
      const kept = peoples(found, desired);
      let made = plan(desired, found, { isolate });
      for (const name of deleted(made)) expect(kept.has(name), name).toBe(false);
      // A namespace that people made, and what it holds, goes with nobody's doing but theirs.
      const rooms = made.batches.flatMap(({ steps }) =>
        steps.flatMap(({ line }) => (line[0] === 'netns' && line[1] === 'del' ? [`${line[2]}/`] : [])),
      );
      for (const room of rooms) {
        expect([...kept].filter((name) => name.startsWith(room))).toEqual([]);
      }
      for (let round = 0; round < 3 && made.batches.length > 0; round++) {
        const { batches } = await run(kernel, made);
        expect(batches.filter(({ kind }) => kind !== 'done')).toEqual([]);
        made = plan(desired, await read(kernel), { isolate });
      }
      expect(renderCommands(made)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
