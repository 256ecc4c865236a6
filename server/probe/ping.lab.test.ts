import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LabHosts } from '../ssh/lab-hosts.testing';
import { ping } from './ping';
import type { PingEvent, PingRequest } from './ping-event';

let lab: LabHosts;
beforeAll(async () => {
  lab = await LabHosts.up(1);
  const lines = [
    'netns add left',
    'netns add right',
    'link add name l netns left mtu 1450 type veth peer name r netns right mtu 1450',
  ];
  const inside = (namespace: string, device: string, last: number) =>
    [
      `ip -n ${namespace} addr add 10.1.0.${last}/24 dev ${device}`,
      `ip -n ${namespace} addr add 2001:db8::${last}/64 dev ${device} nodad`,
      `ip -n ${namespace} link set dev ${device} up`,
    ].join('; ');
  const script = `${lines.map((line) => `ip ${line}`).join('; ')}; ${inside('left', 'l', 4)}; ${inside('right', 'r', 5)}`;
  await lab.witness(0, 'sh', '-ec', script);
});
afterAll(() => lab.down());

const request = (changes: Partial<PingRequest> = {}): PingRequest => ({
  hostId: 'host01',
  namespace: 'left',
  target: '10.1.0.5',
  count: 3,
  intervalMs: 200,
  size: 56,
  dontFragment: false,
  ...changes,
});

async function all(changes: Partial<PingRequest> = {}, signal = new AbortController().signal) {
  const events: PingEvent[] = [];
  for await (const event of ping(await lab.runner(0), request(changes), signal)) events.push(event);
  const last = events.at(-1);
  return { events, end: last?.kind === 'end' ? last : null };
}

describe('a ping', () => {
  it.each(['10.1.0.5', '2001:db8::5'])(
    'to %s tells each reply as it comes, and the statistics',
    async (target) => {
      const { events, end } = await all({ target });
      const replies = events.flatMap((event) => (event.kind === 'reply' ? [event] : []));
      expect(replies.map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(events[0]).toMatchObject({
        kind: 'begin',
        command: `ip netns exec left ping -n -O -c 3 -i 0.2 -s 56 -W 2 -- ${target}`,
      });
      expect(end).toMatchObject({ code: 0, error: null, summary: { sent: 3, received: 3, lossPercent: 0 } });
      expect(events.map((event) => ('text' in event ? event.text : ''))).toContain(
        `--- ${target} ping statistics ---`,
      );
    },
  );

  it('that nobody answers ends with all lost, which is no error', async () => {
    const { events, end } = await all({ target: '10.1.0.77', count: 2 });
    expect(events.flatMap((event) => (event.kind === 'silent' ? [event.seq] : []))).toEqual([1]);
    expect(end).toMatchObject({ code: 1, error: null, summary: { sent: 2, received: 0, lossPercent: 100 } });
  });

  it('of the exact size passes, and of one byte more says how large a packet may be', async () => {
    expect((await all({ size: 1422, dontFragment: true })).end).toMatchObject({ summary: { received: 3 } });
    expect((await all({ size: 1423, dontFragment: true })).end).toMatchObject({
      error: expect.stringContaining('mtu=1450'),
      summary: { received: 0 },
    });
  });

  it('to where no route leads says so', async () => {
    expect((await all({ target: '192.0.2.1' })).end).toEqual({
      kind: 'end',
      summary: null,
      code: 2,
      error: expect.stringContaining('Network is unreachable'),
    });
  });

  it('from a namespace that is gone says so', async () => {
    expect((await all({ namespace: 'gone' })).end).toMatchObject({
      summary: null,
      error: expect.stringContaining('Cannot open network namespace "gone"'),
    });
  });

  it('that is aborted ends, and so does its process', async () => {
    const abort = new AbortController();
    const events: PingEvent[] = [];
    for await (const event of ping(await lab.runner(0), request({ count: 1000 }), abort.signal)) {
      events.push(event);
      if (event.kind === 'reply' && event.seq === 2) {
        expect(await lab.processes(0)).toContain('ping -n -O -c 1000');
        abort.abort();
      }
    }
    expect(events.at(-1)).toMatchObject({ kind: 'end', code: null, error: null });
    expect(await lab.processes(0)).not.toContain('ping -n -O -c 1000');
  });

  it('whose reader leaves ends, and so does its process', async () => {
    for await (const event of ping(
      await lab.runner(0),
      request({ count: 999 }),
      new AbortController().signal,
    )) {
      if (event.kind === 'reply') break;
    }
    await expect.poll(() => lab.processes(0), { timeout: 5000 }).not.toContain('ping -n -O -c 999');
  });

  it('that was aborted before it began sends nothing', async () => {
    expect(await all({ count: 1000 }, AbortSignal.abort())).toEqual({
      events: [{ kind: 'end', summary: null, code: null, error: null }],
      end: { kind: 'end', summary: null, code: null, error: null },
    });
  });
});
