import { describe, expect, it } from 'vitest';
import { checkPing, type PingFields, type PingSource, pingTargets, resolveTarget } from './ping-form';
import { type PingRun, statisticsOf, usePing, withEvent } from './ping-store';
import { answerText, type SweepRun, withSweepEvent } from './sweep-run';

const source = (label: string, tenantId: string, address: string): PingSource => ({
  endpointId: label,
  hostId: 'h',
  namespace: 'n',
  label,
  tenantId,
  tenant: tenantId,
  color: 0,
  addresses: [address],
});
const sources = [
  source('microsoft@node01', 'm', '10.1.0.4'),
  source('microsoft@node02', 'm', '10.1.0.5'),
  source('apple@node02', 'a', '10.1.0.5'),
];
const fields: PingFields = {
  from: 'microsoft@node01',
  target: '10.1.0.5',
  count: '3',
  interval: '0.2',
  size: '56',
  dontFragment: false,
};

describe('the ping form', () => {
  it('takes what is within bounds', () => {
    expect(checkPing(fields, sources)).toEqual({});
  });
  it.each([
    ['count', '0'],
    ['count', '1.5'],
    ['count', '1001'],
    ['interval', '0.1'],
    ['interval', ''],
    ['size', '65508'],
    ['target', '010.1.0.5'],
    ['target', '2130706433'],
    ['target', '255.255.255.255'],
    ['target', '224.0.0.1'],
    ['target', '-f'],
    ['from', 'nobody'],
  ] as const)('refuses %s %s', (field, value) => {
    expect(Object.keys(checkPing({ ...fields, [field]: value }, sources))).toEqual([field]);
  });
  it('offers only endpoints of the same tenant', () => {
    expect(pingTargets(sources, sources[0] ?? null).map((t) => t.label)).toEqual(['microsoft@node02']);
  });
  it('resolves an endpoint by its label', () => {
    expect(resolveTarget('microsoft@node02', sources)).toBe('10.1.0.5');
  });
});

describe('a run of ping', () => {
  const begun: PingRun = {
    kind: 'ping',
    id: 'x',
    from: 'a',
    to: 'b',
    tenantColor: 0,
    size: 56,
    count: 3,
    startedAt: 0,
    state: 'running',
    lines: [],
    replies: [],
    silent: [],
    command: null,
    summary: null,
    error: null,
  };
  it('counts what is missing between replies as lost', () => {
    const run = [1, 2, 4].reduce(
      (so, seq) => withEvent(so, { kind: 'reply', seq, rttMs: seq, text: `icmp_seq=${seq}`, at: 0 }),
      begun,
    );
    expect(statisticsOf(run)).toMatchObject({ sent: 4, received: 3, lossPercent: 25, minMs: 1, maxMs: 4 });
  });
  it('counts what has no answer yet as lost while it runs, and a late answer as an answer', () => {
    const silent = [1, 2].reduce(
      (so, seq) => withEvent(so, { kind: 'silent', seq, text: `no answer yet for icmp_seq=${seq}`, at: 0 }),
      begun,
    );
    expect(statisticsOf(silent)).toMatchObject({ sent: 2, received: 0, lossPercent: 100 });
    const late = withEvent(silent, { kind: 'reply', seq: 2, rttMs: 1100, text: 'icmp_seq=2', at: 0 });
    expect(statisticsOf(late)).toMatchObject({ sent: 2, received: 1, lossPercent: 50 });
  });
  it('knows the command before anything is sent', () => {
    const command = 'ip netns exec microsoft ping -n 10.1.0.5';
    expect(withEvent(begun, { kind: 'begin', command, at: 0 }).command).toBe(command);
  });
  it("takes ping's own statistics at its end", () => {
    const summary = { sent: 5, received: 0, lossPercent: 100, minMs: null, avgMs: null, maxMs: null };
    const run = withEvent(begun, { kind: 'end', summary, code: 1, error: null });
    expect(run.state).toBe('ended');
    expect(statisticsOf(run)).toBe(summary);
  });
  it('failed where it never ran', () => {
    const run = withEvent(begun, { kind: 'end', summary: null, code: null, error: 'node01 has no ping' });
    expect(run.state).toBe('failed');
  });
});

describe('several runs at once', () => {
  it('keep the last six, and each one that runs, so that it can be stopped', () => {
    const stopped: string[] = [];
    const run = (id: string): PingRun => ({
      ...{ kind: 'ping', id, from: 'a', to: 'b', tenantColor: 0, size: 56, count: 3, startedAt: 0 },
      ...{ state: 'running', lines: [], replies: [], silent: [], command: null, summary: null, error: null },
    });
    const { begin, take, stop } = usePing.getState();
    begin(run('long'), () => stopped.push('long'));
    for (let n = 0; n < 8; n++) {
      begin(run(`short${n}`), () => {});
      take(`short${n}`, { kind: 'end', summary: null, code: 0, error: null });
    }
    const ids = usePing.getState().runs.map(({ id }) => id);
    expect(ids).toEqual(['short7', 'short6', 'short5', 'short4', 'short3', 'short2', 'long']);
    stop('long');
    expect(stopped).toEqual(['long']);
    expect(usePing.getState().runs.at(-1)?.state).toBe('stopped');
  });
});

describe('a search for the largest packet', () => {
  const begun: SweepRun = {
    ...{ kind: 'sweep', id: 's', from: 'a', to: 'b', tenantColor: 0, startedAt: 0, state: 'running' },
    ...{ device: null, steps: [], found: null, sentence: null, command: null, error: null },
  };
  it('tells the device, each size and the end', () => {
    const started = withSweepEvent(begun, { kind: 'begin', device: 'msft-veth1', deviceMtu: 1450, at: 0 });
    expect(started.device).toEqual({ name: 'msft-veth1', mtu: 1450 });
    const silent = { kind: 'step', size: 1450, payload: 1422, answer: { kind: 'silent' }, at: 0 } as const;
    expect(withSweepEvent(started, silent).steps).toEqual([
      { size: 1450, payload: 1422, answer: { kind: 'silent' } },
    ]);
    const end = { kind: 'end', found: null, sentence: null, command: null, error: 'no route' } as const;
    expect(withSweepEvent(started, end)).toMatchObject({ state: 'failed', error: 'no route' });
  });
  it('says in words what a size came to', () => {
    expect(answerText({ kind: 'path', mtu: 1400, by: '10.1.0.254' })).toBe(
      '10.1.0.254 says: needs fragmentation, MTU 1400',
    );
    expect(answerText({ kind: 'local', mtu: 1450 })).toBe('too long for the host: at most 1450');
  });
});
