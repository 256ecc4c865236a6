import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labDown, labUp, type RunningLab } from '../../lab/lab';
import { freePort, startProduct } from '../../server/launch/product.mjs';

export interface Stack {
  url: string;
  signInLink: string | null;
  dataDir: string;
  /** Folder of the lab's state, for the functions of lab/lab.ts. */
  labDir: string;
  lab: RunningLab | null;
  /** The file of what the product prints. */
  log: string;
  /** Process id of the product's server. */
  pid: number;
  /** Ends the product (SIGKILL on demand) and starts it again on the same data, port and lab. */
  restart(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Ends the product and the lab, and removes the data. */
  stop(): Promise<void>;
}

/**
 * A lab of `hosts` hosts and the built product with a fresh data folder, in the present network namespace.
 * What the product prints goes to test-results/<name>.log.
 */
export async function startStack({
  hosts = 2,
  name = 'product',
  environment = {},
  origin,
}: {
  hosts?: number;
  name?: string;
  /** With a certificate (OVERLANE_TLS_CERT), `origin` is what it is for, without the port. */
  environment?: Record<string, string>;
  origin?: string;
} = {}): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'overlane-e2e-'));
  const labDir = join(dataDir, 'lab');
  mkdirSync('test-results', { recursive: true });
  const log = join('test-results', `${name}-${randomBytes(3).toString('hex')}.log`);
  const lab = hosts > 0 ? await labUp({ hosts, stateDir: labDir }) : null;
  const endLab = async () => {
    if (lab) {
      await labDown({ stateDir: labDir });
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  const port = await freePort();
  const start = () =>
    startProduct({
      dataDir,
      port,
      labState: lab ? labDir : null,
      environment,
      ...(origin && { origin: `${origin}:${port}`, tls: 'OVERLANE_TLS_CERT' in environment }),
      onOutput: (text) => appendFileSync(log, text),
    });
  try {
    let product = await start();
    appendFileSync(log, product.early);
    const stack: Stack = {
      url: product.url,
      signInLink: product.signInLink,
      dataDir,
      labDir,
      lab,
      log,
      pid: product.pid,
      async restart(signal = 'SIGTERM') {
        if (signal === 'SIGKILL') {
          process.kill(product.pid, signal);
          await product.ended;
        } else {
          await product.stop();
        }
        product = await start();
        stack.pid = product.pid;
        stack.signInLink = product.signInLink;
      },
      async stop() {
        const end = await product.stop();
        const { code, signal } = end as { code: number | null; signal: string | null };
        await endLab();
        // Only one that put everything away ends with 0.
        if (code !== 0) throw new Error(`the product ended with ${signal ?? `status ${code}`}: see ${log}`);
      },
    };
    return stack;
  } catch (error) {
    await endLab();
    // What it printed is all there is to learn from.
    const { message, output = '' } = error as { message: string; output?: string };
    throw new Error(`${message}\n${output}`, { cause: error });
  }
}
