import { execInHost } from '../lab/lab';
import { waitUntil } from '../lab/wait';
import { witnessEvents } from '../lab/witness/kernel-events';
import { startRig } from '../server/controller/rig.testing';
import { DEEDS, type Deed, words } from '../server/drift/fixtures/matrix';
import { loadIntent } from '../server/intent/load';
import { parseOwnerMark } from '../server/model/owner';
import { figures, p95, spread } from './support/spread';
import { twoTenants } from './support/two-tenants';

/**
 * From the first line that somebody types on a host until the controller lists what differs, for every attribute of
 * every object that the planner mends; and how much one repair makes the kernel tell.
 */

const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 3);
const HOSTS = ['node01', 'node02', 'node03'];
const PATIENCE = 20_000;
/** Milliseconds between two looks: the error of the figures. */
const LOOK = 2;

const rig = await startRig({ hosts: HOSTS.length });
const place = { stateDir: rig.stateDir, host: 'node01' };
const witness = await witnessEvents(place);
try {
  await rig.settled();
  await rig.commitFile(twoTenants(HOSTS));
  await rig.settled();
  const { hosts } = await loadIntent();
  const hostId = hosts.find(({ name }) => name === 'node01')?.id ?? '';
  const id = await fabricId();
  const bare = (key: string) => key.slice(hostId.length + 1);
  const listed = () => rig.controller.drift().map(({ key }) => key);
  const calm = async () => {
    if (!(await waitUntil(() => listed().length === 0, { everyMs: LOOK, atMostMs: PATIENCE }))) {
      throw new Error(`this stays: ${listed().join(', ')}`);
    }
  };

  const seen: number[] = [];
  const slowest: { name: string; ms: number }[] = [];
  const told: number[] = [];
  const unseen: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    // A bridge whose MTU somebody set once no longer follows its ports.
    const others = DEEDS.filter(({ name }) => name !== 'a bridge has another MTU');
    for (const deed of round === ROUNDS - 1
      ? [...others, ...DEEDS.filter((one) => !others.includes(one))]
      : others) {
      await calm();
      const ms = await timeToList(deed);
      if (ms === null) unseen.push(deed.name);
      else {
        seen.push(ms);
        slowest.push({ name: deed.name, ms });
      }
      const [main] = deed.differs;
      const events = await witness.during(() => rig.controller.repair([`${hostId}/${main}`]));
      told.push(events.length);
      const rest = listed();
      if (rest.length > 0) await rig.controller.repair(rest);
    }
  }

  async function timeToList(deed: Deed): Promise<number | null> {
    const begun = performance.now();
    const wanted = new Set<string>(deed.differs);
    const isListed = () => {
      const now = new Set(listed().map(bare));
      return [...wanted].every((key) => now.has(key));
    };
    for (const argv of words(deed, id)) {
      // What a deed of an earlier round left that is not ours: a name can be given once.
      const name = argv.join(' ').startsWith('ip link add name') ? (argv[4] ?? '') : '';
      if (/^(?:under|stray)\d$/.test(name))
        await execInHost({ ...place, argv: ['ip', 'link', 'del', 'dev', name] });
      const { status, stderr } = await execInHost({ ...place, argv });
      if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    }
    const there = await waitUntil(isListed, { everyMs: LOOK, atMostMs: PATIENCE });
    return there ? performance.now() - begun : null;
  }

  async function fabricId(): Promise<string> {
    const argv = ['ip', '-j', 'link', 'show', 'dev', 'msft-br'];
    const [link] = JSON.parse((await execInHost({ ...place, argv })).stdout) as { ifalias?: string }[];
    return parseOwnerMark(link?.ifalias ?? '')?.fabric ?? '';
  }

  slowest.sort((a, b) => b.ms - a.ms);
  const total = seen.length + unseen.length;
  console.log(`
Drift of every attribute that a step mends, ${DEEDS.length} deeds, ${total} tries on one of ${HOSTS.length} hosts; ms, median (least–most)
  seen                                          ${seen.length} of ${total}${unseen.length > 0 ? `; not: ${unseen.join(', ')}` : ''}   aim: all
  from the first line typed to the list         ${figures(spread(seen))}, p95 ${p95(seen).toFixed(0)}   aim: p95 under 1000
  the slowest                                   ${slowest
    .slice(0, 3)
    .map(({ name, ms }) => `${name} ${ms.toFixed(0)}`)
    .join('; ')}
  kernel events of one repair                   ${figures(spread(told))}`);
} finally {
  witness.stop();
  await rig.stop();
}
process.exit(0);
