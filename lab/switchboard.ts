import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { LabError } from './error';

const PATIENCE_MS = 60_000;

/** The ends of a lab's FIFOs that its starter holds. Each is open both ways, so that no opening ever waits. */
export class Switchboard {
  private readonly control: number;
  private release: number | null;
  private readonly socket: Socket;
  private readonly lines: AsyncIterator<string>;

  constructor(readonly folder: string) {
    const open = (fifo: string) => openSync(join(folder, fifo), constants.O_RDWR | constants.O_NONBLOCK);
    this.control = open('control');
    this.release = open('release');
    this.socket = new Socket({ fd: open('report'), readable: true, writable: false });
    this.lines = createInterface({ input: this.socket })[Symbol.asyncIterator]();
  }

  /** Tells the fabric to start a host; see the arguments of host.sh. */
  start(name: string, management: string, underlay: string, bootId: string): void {
    writeSync(this.control, `${name} ${management} ${underlay} ${bootId}\n`);
  }

  /**
   * The words of the next line that a script reports.
   * @param gone ends the waiting with its error; must never be fulfilled
   * @throws LabError `host-failed` after a minute of silence
   */
  async nextReport(gone: Promise<never>): Promise<string[]> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const error = new LabError('host-failed', 'The lab has not reported for a minute while starting.');
      timer = setTimeout(() => reject(error), PATIENCE_MS);
    });
    try {
      const { value } = await Promise.race([this.lines.next(), gone, silence]);
      return String(value).split(' ');
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets all hosts that wait go on: they read an end. */
  letGo(): void {
    if (this.release !== null) {
      closeSync(this.release);
      this.release = null;
    }
  }

  close(): void {
    this.letGo();
    closeSync(this.control);
    this.socket.destroy();
  }
}
