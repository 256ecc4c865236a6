import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import superjson from 'superjson';
import { spawnAt } from '../lab/exec';
import { startRig } from '../server/controller/rig.testing';
import { loadIntent } from '../server/intent/load';
import { applyPatch } from '../server/live/apply-patch';
import { diffObserved } from '../server/live/diff-observed';
import type { ObservedPatch } from '../server/live/observed-patch';
import { observe } from '../server/observe/observe';
import { observeTouched } from '../server/observe/observe-touched';
import type { Observed } from '../server/observe/observed';
import { parseFdb } from '../server/observe/parse/fdb';
import { atOnce } from '../server/observe/parse/slices';
import { nothingTouched } from '../server/observe/touched';
import { bareLinks } from './support/bare-links';
import { figures, p95, spread } from './support/spread';

/**
 * Ten thousand learned entries in the forwarding table of one VXLAN interface, ten of which move at a time: what reading
 * and comparing takes, what a browser is sent, and how long the process that does it all leaves others waiting.
 */

const ENTRIES = Number(process.env.OVERLANE_BENCH_ENTRIES ?? 10_000);
const ROUNDS = Number(process.env.OVERLANE_BENCH_ROUNDS ?? 15);
const MOVED = 10;
const DEVICE = 'msft-vxl-10';
/** Milliseconds between two samples of the event loop's delay. */
const RESOLUTION = 2;
const PATIENCE = 30_000;
/** Milliseconds after which a host that changed is read at once again. */
const CALM = 600;

const rig = await startRig({ hosts: 2 });
try {
  await rig.settled();
  await rig.commitFile(readFileSync('lab/seed.yaml', 'utf8'));
  await rig.settled();
  await bridge(Array.from({ length: ENTRIES }, (_, n) => `fdb add ${mac(n)} ${to(20)} dynamic`));
  const whole = await rig.until('node01', ({ observed }) => (observed?.fdb.length ?? 0) > ENTRIES);
  const host = (await loadIntent()).hosts.find(({ name }) => name === 'node01');
  if (!host || !whole.observed) throw new Error('node01 was not read');
  const wholeBytes = superjson.stringify(whole.observed).length;

  // The whole of it, in the controller: from the kernel's events to the patch of a browser.
  const told: number[] = [];
  const bytes: number[] = [];
  const lag = monitorEventLoopDelay({ resolution: RESOLUTION });
  const stop = AbortSignal.timeout(PATIENCE * ROUNDS);
  const patches = patchesOf(host.id, stop);
  for (let round = 0; round <= ROUNDS; round++) {
    if (round === 1) lag.enable();
    await pause(CALM);
    const begun = performance.now();
    await move(round);
    const sent: ObservedPatch[] = [];
    while (sent.flatMap(({ fdb }) => fdb?.set ?? []).length < MOVED) {
      const next = await patches.next();
      if (next.done) throw new Error('no patch came');
      sent.push(next.value);
    }
    if (round === 0) continue;
    told.push(performance.now() - begun);
    bytes.push(sent.reduce((sum, patch) => sum + superjson.stringify(patch).length, 0));
  }
  lag.disable();
  await rig.controller.stop();

  // The parts.
  const link = await (await bareLinks())(host);
  const complete: number[] = [];
  const targeted: number[] = [];
  const compared: number[] = [];
  const applied: number[] = [];
  const parsed: number[] = [];
  let known: Observed = await observe(link.runner, host.id, Date.now, ['microsoft', 'apple']);
  for (let round = 0; round < ROUNDS; round++) {
    // The rounds go on counting: each moves the stations to where they are not.
    await move(ROUNDS + 1 + round);
    const [a, next] = await timed(() =>
      observeTouched(link.runner, known, { ...nothingTouched(), fdb: new Set([DEVICE]) }),
    );
    const [b, patch] = await timed(async () => diffObserved(known, next));
    if (patch?.fdb?.set.length !== MOVED)
      throw new Error(`${patch?.fdb?.set.length} entries moved, not ${MOVED}`);
    const [c] = await timed(async () => applyPatch(known, patch));
    const [d] = await timed(() => observe(link.runner, host.id, Date.now, ['microsoft', 'apple']));
    const text = `${JSON.stringify(next.fdb.map((entry) => ({ ...entry, ifname: entry.device, dst: entry.dst ?? undefined, master: undefined, viaIf: undefined, via: undefined, port: undefined, vni: undefined, vlan: undefined, flags: ['self'] })))}\n`;
    const [e] = await timed(async () => atOnce(parseFdb('read:fdb', text)));
    known = next;
    targeted.push(a);
    compared.push(b);
    applied.push(c);
    complete.push(d);
    parsed.push(e);
  }
  link.close();
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION).toFixed(1);
  console.log(`
${ENTRIES} entries in one forwarding table, ${MOVED} move; ms, median (least–most) of ${ROUNDS} rounds
  from the change to the patch for a browser    ${figures(spread(told))}, p95 ${p95(told).toFixed(0)}
  event loop lag meanwhile: p50, p99, most      ${ms(lag.percentile(50))}, ${ms(lag.percentile(99))}, ${ms(lag.max)}   aim: p99 under 50
  read of the one table over SSH                ${figures(spread(targeted))}
  complete read of the host over SSH            ${figures(spread(complete))}
  parse of the table, if it were done at once   ${figures(spread(parsed))}
  comparison with what was known                ${figures(spread(compared))}
  patch taken over, as the browser does         ${figures(spread(applied))}
  bytes of the patch, % of the whole            ${((100 * spread(bytes).median) / wholeBytes).toFixed(2)} (${spread(bytes).median} of ${wholeBytes})   aim: under 1`);
} finally {
  await rig.stop();
}
process.exit(0);

function mac(n: number): string {
  const hex = (byte: number) => (byte & 255).toString(16).padStart(2, '0');
  return `02:77:${hex(n >> 24)}:${hex(n >> 16)}:${hex(n >> 8)}:${hex(n)}`;
}

function to(vtep: number): string {
  return `dev ${DEVICE} dst 10.10.10.${vtep} self`;
}

/** Stations spread over the table move to another VTEP, as when they are migrated. */
function move(round: number): Promise<void> {
  const step = Math.floor(ENTRIES / MOVED);
  const lines = Array.from(
    { length: MOVED },
    (_, n) => `fdb replace ${mac(n * step)} ${to(round % 2 === 0 ? 30 : 20)} dynamic`,
  );
  return bridge(lines);
}

async function bridge(lines: readonly string[]): Promise<void> {
  const pid = rig.lab.hosts.find(({ name }) => name === 'node01')?.pid ?? 0;
  const child = spawnAt(pid, ['bridge', '-batch', '-'], ['pipe', 'ignore', 'inherit']);
  child.stdin?.end(`${lines.join('\n')}\n`);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`bridge ended with ${code}`);
}

async function* patchesOf(hostId: string, stop: AbortSignal): AsyncGenerator<ObservedPatch> {
  for await (const event of rig.controller.watch(null, stop)) {
    if (event.kind === 'observed' && event.patch.hostId === hostId) yield event.patch;
  }
}

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}
