import type { ChildProcess } from 'node:child_process';
import { spawnAt } from '../exec';
import { execInHost, type HostPlace, labStatus } from '../lab';
import { waitUntil } from '../wait';

export type EventWitness = {
  /** Lines that the kernel announced while `action` ran. Throws where the witness itself heard nothing. */
  during(action: () => Promise<unknown>): Promise<string[]>;
  stop(): void;
};

/** A link that is made and removed to see that the witness is awake: its positive control. */
const CONTROL = 'witness';

/**
 * Listens to links, addresses, routes, namespace ids and permanent FDB entries of a host, in all its namespaces that
 * have an nsid. Neighbours are left out: they age by themselves.
 */
export async function witnessEvents(place: HostPlace): Promise<EventWitness> {
  const lab = await labStatus(place);
  const host = lab.state === 'up' ? lab.hosts.find((one) => one.name === place.host) : undefined;
  if (!host) throw new Error(`${place.host} is not up`);
  const lines: string[] = [];
  const monitors = [
    listen(
      host.pid,
      ['ip', '-o', 'monitor', 'all-nsid', 'link', 'address', 'route', 'nsid'],
      () => true,
      lines,
    ),
    listen(host.pid, ['bridge', 'monitor', 'fdb'], (line) => /permanent|static/.test(line), lines),
  ];
  return {
    async during(action) {
      const from = await controlled(place, lines);
      await action();
      // What comes before the second control was announced before it.
      await controlled(place, lines);
      return lines.slice(from).filter((line) => !line.includes(CONTROL));
    },
    stop: () => {
      for (const monitor of monitors) monitor.kill('SIGTERM');
    },
  };
}

function listen(
  pid: number,
  argv: string[],
  counts: (line: string) => boolean,
  lines: string[],
): ChildProcess {
  const child = spawnAt(pid, argv, ['ignore', 'pipe', 'ignore']);
  let rest = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line.trim() && counts(line)) lines.push(line);
  });
  return child;
}

/** Makes the control link and waits until its removal was announced. @returns lines heard up to then */
async function controlled(place: HostPlace, lines: string[]): Promise<number> {
  const before = lines.length;
  const heard = await waitUntil(
    async () => {
      await execInHost({ ...place, argv: ['ip', 'link', 'add', 'name', CONTROL, 'type', 'bridge'] });
      await execInHost({ ...place, argv: ['ip', 'link', 'del', 'dev', CONTROL] });
      return waitUntil(
        () => lines.slice(before).some((line) => line.startsWith('Deleted') && line.includes(CONTROL)),
        {
          everyMs: 10,
          atMostMs: 500,
        },
      );
    },
    { everyMs: 10, atMostMs: 10_000 },
  );
  if (!heard) throw new Error('the witness hears nothing: its positive control failed');
  return lines.length;
}
