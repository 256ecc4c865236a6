import { describe, expect, it } from 'vitest';
import type { Runner, StreamOptions } from '../ssh/runner';
import { probeUnderlay, underlayArgv } from './underlay';

const WAY = { from: 'a', to: 'b', source: '10.10.10.10', target: '10.10.10.20' };

it('asks from the own VTEP, in words of its own', () => {
  expect(underlayArgv(WAY)).toEqual('ping -n -q -c 3 -i 0.2 -W 1 -I 10.10.10.10 10.10.10.20'.split(' '));
  expect(underlayArgv({ ...WAY, source: 'fd00::1', target: 'FD00:0::2' })).toContain('fd00::2');
});

it.each([
  ['-f', '10.10.10.20'],
  ['10.10.10.10', 'localhost'],
  ['10.10.10.10', 'fd00::2'],
])('asks nothing from %s to %s', (source, target) => {
  expect(() => underlayArgv({ ...WAY, source, target })).toThrow('no way from');
});

/** A host that says this and ends so. */
function host(said: { out?: string; err?: string; code: number | null; lost?: boolean }) {
  const runner: Pick<Runner, 'stream'> = {
    async stream(_argv: string[], { onStdout, onStderr, onEnd }: StreamOptions) {
      setImmediate(() => {
        onStdout(Buffer.from(said.out ?? ''));
        onStderr(Buffer.from(said.err ?? ''));
        onEnd({ code: said.code, lost: said.lost ?? false });
      });
      return { close: () => {} };
    },
  };
  return probeUnderlay(runner as Runner, WAY, new AbortController().signal);
}

const COUNTED = (received: number) => `PING 10.10.10.20 (10.10.10.20) from 10.10.10.10 : 56(84) bytes of data.

--- 10.10.10.20 ping statistics ---
3 packets transmitted, ${received} received, ${Math.round(100 - received * 33.34)}% packet loss, time 402ms
`;

describe('what ping says of the underlay', () => {
  it('is the round trip and the loss', async () => {
    const out = `${COUNTED(3)}rtt min/avg/max/mdev = 0.041/0.057/0.071/0.012 ms\n`;
    expect(await host({ out, code: 0 })).toMatchObject({
      ...WAY,
      ...{ sent: 3, received: 3, minMs: 0.041, avgMs: 0.057, maxMs: 0.071, error: null },
    });
  });

  it('is no error where nothing comes back', async () => {
    expect(await host({ out: COUNTED(0), code: 1 })).toMatchObject({
      sent: 3,
      received: 0,
      avgMs: null,
      error: null,
    });
  });

  it('is the reason where it could not send', async () => {
    expect(await host({ err: 'ping: connect: Network is unreachable\n', code: 2 })).toMatchObject({
      sent: 0,
      received: 0,
      error: 'connect: Network is unreachable',
    });
  });

  it('is nothing where the connection went', async () => {
    expect(await host({ out: COUNTED(1), code: null, lost: true })).toBeNull();
  });

  it('is that it did not end', async () => {
    expect(await host({ code: null })).toMatchObject({ error: 'ping did not end within 6 s' });
  });
});
