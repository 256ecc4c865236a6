import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LabHost } from '../../lab/lab';

/** Milliseconds: the fastest of the polls that are in use. */
const EVERY = 1_000;

/** Beginning of the folders' names in which shared connections have their sockets. */
export const POLL_SOCKETS = 'overlane-poll-';

/** The peers' way to watch a host: `ip -j link` over a shared ssh connection each second, compared with the time before. */
export class Poller {
  #timer: NodeJS.Timeout | null = null;
  #busy: Promise<void> = Promise.resolve();
  readonly #argv: string[];
  readonly #seen: (links: string) => void;

  constructor(host: LabHost, knownHosts: string, seen: (links: string) => void) {
    const socket = join(mkdtempSync(join(tmpdir(), POLL_SOCKETS)), 's');
    this.#seen = seen;
    this.#argv = [
      ...[
        '-F',
        'none',
        '-o',
        'BatchMode=yes',
        '-o',
        'LogLevel=ERROR',
        '-o',
        `UserKnownHostsFile=${knownHosts}`,
      ],
      ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${socket}`, '-o', 'ControlPersist=20'],
      ...['-i', host.privateKeyPath, `${host.user}@${host.address}`, 'ip', '-j', 'link', 'show'],
    ];
  }

  async start(): Promise<void> {
    await this.#poll();
    const again = () => {
      this.#timer = setTimeout(() => {
        this.#busy = this.#poll().then(again);
      }, EVERY);
    };
    // Nobody polls all hosts at the same moment.
    this.#timer = setTimeout(() => {
      this.#busy = this.#poll().then(again);
    }, Math.random() * EVERY);
  }

  async stop(): Promise<void> {
    await this.#busy;
    if (this.#timer) clearTimeout(this.#timer);
  }

  #poll(): Promise<void> {
    return new Promise((resolve) => {
      const child = spawn('ssh', this.#argv, { stdio: ['ignore', 'pipe', 'ignore'] });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      child.on('close', (code) => {
        if (code === 0) this.#seen(text);
        resolve();
      });
    });
  }
}
