import { once } from 'node:events';
import { spawnAt } from '../exec';
import { labStatus } from '../lab';
import { waitUntil } from '../wait';

export type Capture = {
  /** Frames as `tcpdump -e -n -x` prints them, one text each. */ stop(): Promise<string[]>;
};

/**
 * Captures all frames of a device, in a namespace of the host or in its own (null), until stopped.
 * Returns when tcpdump listens.
 */
export async function capture(place: {
  stateDir: string;
  host: string;
  namespace: string | null;
  device: string;
}): Promise<Capture> {
  const lab = await labStatus(place);
  const host = lab.state === 'up' ? lab.hosts.find((one) => one.name === place.host) : undefined;
  if (!host) throw new Error(`${place.host} is not up`);
  const inside = place.namespace === null ? [] : ['ip', 'netns', 'exec', place.namespace];
  // A change of user would clear the signal that ends it with its parent (prctl(2), PR_SET_PDEATHSIG): it stays root.
  const tcpdump = ['tcpdump', '-Z', 'root', '--immediate-mode', '-l', '-e', '-n', '-x', '-i', place.device];
  const child = spawnAt(host.pid, [...inside, ...tcpdump], ['ignore', 'pipe', 'pipe']);
  let frames = '';
  let notes = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    frames += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    notes += chunk.toString();
  });
  const listening = await waitUntil(() => notes.includes('listening on'), { everyMs: 10, atMostMs: 10_000 });
  if (!listening) throw new Error(`tcpdump does not listen on ${place.device} of ${place.host}: ${notes}`);
  return {
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      return frames.split(/\n(?=\d)/).filter((frame) => frame.trim() !== '');
    },
  };
}

/** Hexadecimal of a mark as `ping -p` takes it, and as it stands in a frame that tcpdump prints with -x. */
export function frameHolds(frame: string, mark: string): boolean {
  return frame
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/^\s*0x[0-9a-f]+:\s*/, '').replace(/\s+/g, ''))
    .join('')
    .includes(mark);
}
