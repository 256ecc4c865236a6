/** Loaded into the product's process before Next: the controller then reaches hosts in memory in place of SSH. */
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { bringLinks } from '../../../server/controller/other-links';
import { MemoryRunner } from '../../../server/ssh/memory/runner';
import { MemoryHosts } from './links';

const hosts = new MemoryHosts();
bringLinks(hosts.open);

let second = 0;
setInterval(() => hosts.pass(second++), 1_000).unref();

/** A line in: `{host, argv}`, what an administrator of the host would type; a line out: `{code, stderr}`. */
const socket = process.env.OVERLANE_MEMORY_SOCKET;
if (socket) {
  const server = createServer((client) => {
    client.on('error', () => {});
    createInterface(client).on('line', async (line) => {
      const { host, argv } = JSON.parse(line) as { host: string; argv: string[] };
      client.write(`${JSON.stringify(await onHost(host, argv))}\n`);
    });
  });
  // Next starts helpers with the same environment; the first one to listen is the server's own process.
  server.on('error', () => {});
  server.listen(socket).unref();
}

async function onHost(name: string, argv: string[]): Promise<{ code: number; stderr: string }> {
  const kernel = hosts.kernels.get(name);
  if (!kernel) return { code: 255, stderr: `there is no host ${name}` };
  const section = { name: 'by hand', argv, onFailure: 'continue' as const };
  const { sections } = await new MemoryRunner(kernel).run({ sections: [section], timeoutMs: 1_000 });
  return { code: sections[0]?.code ?? 255, stderr: sections[0]?.stderr ?? '' };
}
