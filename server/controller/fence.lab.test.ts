import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { twoTenants } from '../../bench/support/two-tenants';
import { waitUntil } from '../../lab/wait';
import { witnessEvents } from '../../lab/witness/kernel-events';
import { kernelState, namespaces } from '../../lab/witness/kernel-state';
import { database } from '../db/client';
import { loadIntent } from '../intent/load';
import { onHosts } from './on-hosts.testing';
import { type OtherProcess, startOtherProcess } from './other-process.testing';
import { type Rig, startRig } from './rig.testing';

const HOSTS = ['node01', 'node02', 'node03'];
const FABRIC = twoTenants(HOSTS);
const NOTHING = 'tenants: {}\n';
/** Before and after each of three jobs. */
const POINTS = [1, 2, 3, 4, 5, 6];
const SWEPT = process.env.OVERLANE_FAULTS ? POINTS : [4];

let rig: Rig;
let other: OtherProcess | null = null;
const { at, on, answers } = onHosts(() => rig.stateDir);

const kernels = () => Promise.all(HOSTS.map((host) => kernelState(at(host))));

beforeAll(async () => {
  rig = await startRig({ hosts: 3 });
  await rig.settled();
  // Link-local addresses are tentative for a second or two (duplicate address detection, RFC 4862).
  for (const host of HOSTS) {
    await waitUntil(async () => !(await on(host, 'ip', '-o', 'address', 'show')).includes('tentative'), {
      everyMs: 100,
      atMostMs: 10_000,
    });
  }
});
afterEach(async () => {
  await other?.kill();
  other = null;
});
afterAll(() => rig.stop());

describe('a controller that was paused in the middle of an apply', () => {
  it('writes nothing when it wakes after another one has taken over, and names it', async () => {
    await rig.controller.stop();
    // One host has the change, the jobs of the others are about to be sent.
    other = await startOtherProcess({ at: 3, how: 'SIGSTOP' });
    const { base, commit } = await rig.uncontrolled(FABRIC);
    await commit();
    other.changed();
    await other.halted();

    await rig.restart();
    await rig.commitFile(NOTHING);
    await rig.settled();
    const before = await kernels();
    const witnesses = await Promise.all(HOSTS.map((host) => witnessEvents(at(host))));
    const sleeper = other;
    const turnedAway = () =>
      new Set(sleeper.reasons.filter(({ code }) => code === 'fenced').map(({ hostId }) => hostId));
    try {
      const heard = await Promise.all(
        witnesses.map((witness) =>
          witness.during(async () => {
            sleeper.wake();
            // The host that it had finished is as its intent says, so far as it knows.
            await waitUntil(() => turnedAway().size >= 2, { everyMs: 10, atMostMs: 20_000 });
          }),
        ),
      );
      expect(heard.flat()).toEqual([]);
    } finally {
      for (const witness of witnesses) witness.stop();
    }
    expect(turnedAway().size).toBeGreaterThanOrEqual(2);
    const said = sleeper.reasons.find(({ code }) => code === 'fenced')?.sentence;
    expect(said).toContain(
      `a later controller of this fabric writes on this host: ${hostname()}:${process.pid}`,
    );
    expect(said).toContain(`revision ${base + 2}`);
    expect(await kernels()).toEqual(before);
  });
});

describe('a host that another installation writes to', () => {
  it('is left alone, and that installation is named; when it lets go the change follows by itself', async () => {
    const line = 'othrfab1 1763000000000 12 noc-box:99';
    await on('node02', 'sh', '-c', `echo ${line} >/run/overlane/writer`);
    const before = await kernelState(at('node02'));
    await rig.commitFile(FABRIC);
    const { reason } = await rig.until('node02', (live) => live.reason?.code === 'fenced');
    expect(reason?.sentence).toContain('fabric othrfab1, noc-box:99');
    expect(reason?.remedy).toContain('rm /run/overlane/writer');
    await rig.settled(['node01', 'node03']);
    expect(await kernelState(at('node02'))).toBe(before);
    await on('node02', 'rm', '/run/overlane/writer');
    await rig.settled();
    expect(await answers('node01', '10.1.0.5')).toBe(true);
    await rig.commitFile(NOTHING);
    await rig.settled();
  });
});

describe.each(SWEPT)('a controller that is killed at side effect %i of an apply on three hosts', (point) => {
  it('is followed by one that finishes it, makes nothing twice, and says what it found', async () => {
    await rig.controller.stop();
    other = await startOtherProcess({ at: point, how: 'SIGKILL' });
    const { revision, commit } = await rig.uncontrolled(FABRIC);
    await commit();
    other.changed();
    await other.halted();
    const open = await database().run.findMany({ where: { revision, endedAt: null } });
    expect(open.length).toBeGreaterThan(0);

    await rig.restart();
    await rig.settled();
    for (const host of HOSTS) expect(await namespaces(at(host))).toEqual(['apple', 'microsoft']);
    expect(await answers('node01', '10.1.0.5')).toBe(true);
    expect(await answers('node03', '10.1.0.4')).toBe(true);
    const judged = async () => (await database().run.count({ where: { revision, endedAt: null } })) === 0;
    expect(await waitUntil(judged, { everyMs: 20, atMostMs: 10_000 })).toBe(true);
    const last = await database().run.findMany({ where: { id: { in: open.map(({ id }) => id) } } });
    for (const { stage } of last) expect(['done', 'resumed']).toContain(stage);

    // As it was made, so it stays: nothing is left to do on any host.
    const witness = await witnessEvents(at('node03'));
    try {
      const events = await witness.during(async () => {
        await rig.commit([{ op: 'fabric.set', vxlan: { port: (await loadIntent()).vxlan.port } }]);
        await rig.settled();
      });
      // Duplicate address detection of what was just made (RFC 4862) ends in its own time.
      expect(events.filter((line) => !line.includes('fe80::'))).toEqual([]);
    } finally {
      witness.stop();
    }
    await rig.commitFile(NOTHING);
    await rig.settled();
    for (const host of HOSTS) expect(await namespaces(at(host))).toEqual([]);
  });
});
