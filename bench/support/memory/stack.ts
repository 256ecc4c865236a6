import { once } from 'node:events';
import { appendFileSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { freePort, startProduct } from '../../../server/launch/product.mjs';
import { type Shape, writeFabric } from './fabric';

export type MemoryStack = {
  url: string;
  signInLink: string | null;
  /** Types a command on a host, as its administrator would. @throws Error where the kernel refuses */
  onHost(host: string, ...argv: string[]): Promise<void>;
  stop(): Promise<void>;
};

/** The built product, as it is shipped, with hosts in memory in the place of SSH. */
export async function startMemoryStack(shape: Shape, name = 'memory'): Promise<MemoryStack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'overlane-memory-'));
  const socket = join(dataDir, 'hosts.sock');
  const log = join('test-results', `${name}.log`);
  mkdirSync('test-results', { recursive: true });
  try {
    await writeFabric(dataDir, shape);
    const preload = await bundle(dataDir);
    const product = await startProduct({
      dataDir,
      port: await freePort(),
      labState: null,
      environment: {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${pathToFileURL(preload)}`,
        OVERLANE_MEMORY_SOCKET: socket,
      },
      onOutput: (text) => appendFileSync(log, text),
    });
    return {
      url: product.url,
      signInLink: product.signInLink,
      onHost: (host, ...argv) => ask(socket, host, argv),
      async stop() {
        await product.stop();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

/** One file without a loader: the product's process runs no TypeScript. */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'preload.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('preload.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

async function ask(socket: string, host: string, argv: string[]): Promise<void> {
  const client = connect(socket);
  client.write(`${JSON.stringify({ host, argv })}\n`);
  const [line] = (await once(createInterface(client), 'line')) as [string];
  client.end();
  const { code, stderr } = JSON.parse(line) as { code: number; stderr: string };
  if (code !== 0) throw new Error(`${host}: ${argv.join(' ')}: ${stderr}`);
}
