import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutHost, mendHost } from '../../lab/lab';
import { EVERYTHING } from '../model/capture';
import { LabHosts } from '../ssh/lab-hosts.testing';
import { sshRunner } from '../ssh/runner-ssh';
import { capture } from './capture';
import type { CaptureEnd, CaptureEvent, CaptureRequest } from './capture-event';

let lab: LabHosts;
beforeAll(async () => {
  lab = await LabHosts.up(1);
  const script = [
    'ip netns add left',
    'ip netns add right',
    'ip link add name l netns left type veth peer name r netns right',
    'ip -n left addr add 10.1.0.4/24 dev l',
    'ip -n right addr add 10.1.0.5/24 dev r',
    'ip -n left link set dev l up',
    'ip -n right link set dev r up',
  ].join('; ');
  await lab.witness(0, 'sh', '-ec', script);
});
afterAll(() => lab.down());

/** Told apart in the host's list of processes by its snap length. */
function request(snapLength: number, limits: Partial<CaptureRequest['limits']> = {}): CaptureRequest {
  return {
    namespace: 'left',
    device: 'l',
    tunnel: null,
    filter: { ...EVERYTHING, protocol: 'icmp' },
    limits: { packets: 10_000, bytes: 64 * 1024 * 1024, seconds: 60, snapLength, ...limits },
  };
}

/** As many echoes of this many bytes as a host can send, or every 10 ms. */
function ping(count: number, how: readonly string[] = ['-i', '0.01']): Promise<string> {
  const words = ['-n', '-q', '-c', String(count), ...how, '10.1.0.5'];
  return lab.witness(0, 'ip', 'netns', 'exec', 'left', 'ping', ...words);
}

async function ended(events: AsyncIterable<CaptureEvent>, began: () => void): Promise<CaptureEnd> {
  for await (const event of events) {
    if (event.kind === 'began') began();
    if (event.kind === 'end') return event;
  }
  throw new Error('a capture without an end');
}

const running = async (snapLength: number) => (await lab.processes(0)).includes(`-s ${snapLength} `);
const within5s = { timeout: 5000 };

/** A capture that has seen a frame, and its rest. */
async function begun(
  runner: Awaited<ReturnType<LabHosts['runner']>>,
  snapLength: number,
  signal: AbortSignal,
) {
  const events = capture(runner, request(snapLength), signal);
  for (;;) {
    const { value } = await events.next();
    if (value?.kind === 'began') void ping(1);
    if (value?.kind === 'packets') return events;
    if (!value || value.kind === 'end') throw new Error(`ended: ${JSON.stringify(value)}`);
  }
}

describe('a capture is dead on the host within 5 s', () => {
  it('of a stop, and tells what was dropped', async () => {
    const stop = new AbortController();
    const events = await begun(await lab.runner(0), 101, stop.signal);
    expect(await running(101)).toBe(true);
    stop.abort();
    expect(await ended(events, () => {})).toMatchObject({
      reason: 'stopped',
      droppedByKernel: 0,
      error: null,
    });
    await expect.poll(() => running(101), within5s).toBe(false);
  });

  it('of a reader who leaves', async () => {
    const events = await begun(await lab.runner(0), 102, new AbortController().signal);
    await events.return();
    await expect.poll(() => running(102), within5s).toBe(false);
  });

  it('of a dropped connection, and says so', async () => {
    const session = await lab.session(0);
    const events = await begun(sshRunner(session, 'root'), 103, new AbortController().signal);
    session.cut();
    expect(await ended(events, () => {})).toMatchObject({
      reason: 'lost',
      error: expect.stringContaining('went away'),
    });
    await expect.poll(() => running(103), within5s).toBe(false);
  });

  it('of a cut cable, of which sshd learns nothing', async () => {
    const session = await lab.session(0);
    const events = await begun(sshRunner(session, 'root'), 104, new AbortController().signal);
    await cutHost({ stateDir: lab.stateDir, host: 'node01' });
    try {
      await expect.poll(() => running(104), within5s).toBe(false);
    } finally {
      await mendHost({ stateDir: lab.stateDir, host: 'node01' });
      session.cut();
    }
    await events.return();
  }, 20_000);

  it('of a signal that came before it began', async () => {
    const events = capture(await lab.runner(0), request(105), AbortSignal.abort());
    expect(await ended(events, () => {})).toMatchObject({ reason: 'stopped', captured: 0 });
    expect(await running(105)).toBe(false);
  });
});

it('a frame is told as it passes', async () => {
  const stop = new AbortController();
  for await (const event of capture(await lab.runner(0), request(121), stop.signal)) {
    if (event.kind === 'began') void ping(1);
    if (event.kind === 'packets') {
      // The clock of a lab host is that of the machine.
      console.log(
        `the first frame came ${(Date.now() - (event.at[0] ?? 0) / 1000).toFixed(1)} ms after it passed`,
      );
      stop.abort();
    }
    if (event.kind === 'end') expect(event.captured).toBeGreaterThan(0);
  }
});

describe('a capture ends by itself', () => {
  const never = new AbortController().signal;

  it.each([
    ['packets', { packets: 7 }],
    ['bytes', { bytes: 1024 }],
  ] as const)('at its limit of %s', async (reason, limits) => {
    const end = await ended(capture(await lab.runner(0), request(111, limits), never), () => void ping(20));
    expect(end).toMatchObject({ reason, error: null });
    // 98 bytes each.
    expect(end.captured).toBe(reason === 'packets' ? 7 : 10);
    await expect.poll(() => running(111), within5s).toBe(false);
  });

  it('at its limit of time', async () => {
    const end = await ended(capture(await lab.runner(0), request(112, { seconds: 1 }), never), () => {});
    expect(end).toMatchObject({ reason: 'time', error: null });
    await expect.poll(() => running(112), within5s).toBe(false);
  });

  it.each([
    ['a device', { device: 'gone' }, 'gone'],
    ['a namespace', { namespace: 'gone' }, 'gone'],
  ])('where there is no such thing as %s, and says so', async (_, change, word) => {
    const end = await ended(capture(await lab.runner(0), { ...request(113), ...change }, never), () => {});
    expect(end).toMatchObject({ reason: 'failed', captured: 0, error: expect.stringContaining(word) });
  });
});

it('a reader who is slow gets every frame that the host did not drop, and nothing grows meanwhile', async () => {
  const limits = { packets: 4000, snapLength: 1500 };
  const events = capture(await lab.runner(0), request(0, limits), new AbortController().signal);
  let frames = 0;
  let most = 0;
  let waited = false;
  for await (const event of events) {
    if (event.kind === 'began') void ping(2500, ['-f', '-s', '1400']);
    if (event.kind === 'packets') {
      if (!waited) {
        waited = true;
        // While nobody takes anything, all of the flood is sent.
        await expect.poll(() => lab.processes(0), { timeout: 30_000 }).not.toContain('ping -n -q -c 2500');
      }
      frames += event.bytes.length;
      most = Math.max(most, event.bytes.length);
    }
    if (event.kind === 'end') {
      expect(event.reason).toBe('packets');
      expect(frames).toBe(4000);
      expect(most).toBeLessThanOrEqual(500);
    }
  }
}, 60_000);
