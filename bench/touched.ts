import { execInHost } from '../lab/lab';
import { startRig } from '../server/controller/rig.testing';
import { loadIntent } from '../server/intent/load';
import { observe } from '../server/observe/observe';
import { observeTouched } from '../server/observe/observe-touched';
import type { Observed } from '../server/observe/observed';
import { nothingTouched, type Touched } from '../server/observe/touched';
import type { Runner } from '../server/ssh/runner';
import { bareLinks } from './support/bare-links';
import { figures, ratio, spread } from './support/spread';

/** What reading costs after one endpoint changed, with 10 tenants on its host and with 100. */

const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 25);
const FEW = 10;
const MANY = 100;

type Figures = { ms: number[]; bytes: number[] };

const rig = await startRig({ hosts: 2 });
try {
  await rig.settled();
  await rig.commitFile(fabric());
  await rig.settled();
  const { hosts } = await loadIntent();
  await rig.controller.stop();
  const open = await bareLinks();
  const measured = new Map<string, { change: Figures; link: Figures; whole: Figures }>();
  const sides = await Promise.all(
    hosts.map(async (host) => {
      const { runner } = await open(host);
      const counter = counted(runner);
      measured.set(host.name, { change: none(), link: none(), whole: none() });
      return { host, counter, known: await observe(runner, host.id) };
    }),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const side of sides) {
      const { host, counter } = side;
      const all = measured.get(host.name);
      if (!all) continue;
      const note = async (into: Figures, read: () => Promise<Observed>) => {
        counter.bytes = 0;
        const begun = performance.now();
        side.known = await read();
        const ms = performance.now() - begun;
        // The first round warms up.
        if (round === 0) return;
        into.ms.push(ms);
        into.bytes.push(counter.bytes);
      };
      await address(host.name, round);
      const names = side.known.namespaces.map(({ name }) => name);
      await note(all.change, () => observeTouched(counter.runner, side.known, inNamespace(side.known)));
      await note(all.link, () => observeTouched(counter.runner, side.known, ofLink(side.known)));
      await note(all.whole, () => observe(counter.runner, host.id, Date.now, names));
    }
  }
  const few = measured.get('node01');
  const many = measured.get('node02');
  if (!few || !many) throw new Error('nothing was measured');
  const row = (what: string, of: 'change' | 'link' | 'whole') => `
  ${what}
    ms with ${FEW}, with ${MANY} tenants            ${figures(spread(few[of].ms))}, ${figures(spread(many[of].ms))}
    bytes with ${FEW}, with ${MANY}                 ${spread(few[of].bytes).median}, ${spread(many[of].bytes).median}
    ratio of ms                         ${ratio(many[of].ms, few[of].ms)}
    ratio of bytes                      ${ratio(many[of].bytes, few[of].bytes)}`;
  console.log(`
What is read after one endpoint changed, over SSH; median (least–most) of ${ROUNDS} interleaved rounds; aim: at most 1.20
${row('an address in its namespace', 'change')}
${row('its link and what its bridge knows of it', 'link')}
${row('the whole host, for comparison', 'whole')}`);
} finally {
  await rig.stop();
}
process.exit(0);

function none(): Figures {
  return { ms: [], bytes: [] };
}

/** The first tenants are on both hosts, the others on the second alone. */
function fabric(): string {
  const tenants = Array.from({ length: MANY }, (_, n) => {
    const first = n < FEW ? ['      - { host: node01, network: default, address: 10.1.0.4 }'] : [];
    return [
      `  tenant${n}:`,
      `    prefix: t${n}`,
      `    networks: { default: { vni: ${1000 + n}, subnets: [10.1.0.0/24] } }`,
      '    endpoints:',
      ...first,
      '      - { host: node02, network: default, address: 10.1.0.5 }',
    ].join('\n');
  });
  return `tenants:\n${tenants.join('\n')}\n`;
}

async function address(host: string, round: number): Promise<void> {
  const verb = round % 2 === 0 ? 'add' : 'del';
  const argv = ['ip', '-n', 'tenant5', 'address', verb, '10.9.0.1/24', 'dev', 't5-veth1'];
  const { status, stderr } = await execInHost({ stateDir: rig.stateDir, host, argv });
  if (status !== 0) throw new Error(stderr);
}

function inNamespace({ namespaces }: Observed): Touched {
  const nsid = namespaces.find(({ name }) => name === 'tenant5')?.nsid ?? -1;
  return { ...nothingTouched(), namespaces: new Set([nsid]) };
}

function ofLink({ links }: Observed): Touched {
  const index = links.find(({ name }) => name === 't5-veth0')?.index ?? -1;
  return { ...nothingTouched(), devices: new Map([[index, 't5-veth0']]), fdb: new Set(['t5-veth0']) };
}

function counted(runner: Runner): { runner: Runner; bytes: number } {
  const counter = {
    bytes: 0,
    runner: {
      run: async (job) => {
        const output = await runner.run(job);
        for (const { stdout, stderr } of output.sections) counter.bytes += stdout.length + stderr.length;
        return output;
      },
      stream: (argv, options) => runner.stream(argv, options),
    } satisfies Runner,
  };
  return counter;
}
