import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { roleSuffices } from '../auth/role';
import { wiresharkFile } from '../captures/wireshark-files';
import { makeContext } from './context';

/**
 * `GET /wireshark/FILE`: Wireshark compiled to WebAssembly, where somebody added it, and the worker that runs it. This
 * worker alone may compile WebAssembly, and it can reach nothing but these files.
 */
export async function wiresharkAsset(request: Request, name: string): Promise<Response> {
  const { principal, strange } = await makeContext(request, new Headers());
  if (strange !== null) return text(403, strange);
  if (!principal || !roleSuffices(principal.role, 'viewer')) return text(401, 'Sign in first.');
  if (name === 'worker.js') return worker(request);
  const file = await wiresharkFile(name);
  if (!file) return text(404, 'Wireshark was not added here.');
  const headers = {
    'cache-control': 'private, max-age=86400',
    'x-content-type-options': 'nosniff',
    'content-type': file.type,
    'content-security-policy': "default-src 'none'",
  };
  if (request.method === 'HEAD') return new Response(null, { headers });
  const stream = createReadStream(file.path);
  stream.on('error', () => {});
  request.signal.addEventListener('abort', () => stream.destroy(), { once: true });
  return new Response(Readable.toWeb(stream) as ReadableStream<Uint8Array>, { headers });
}

async function worker(request: Request): Promise<Response> {
  // `strange` was null: the host is one of ours.
  const here = `http://${request.headers.get('host')}/wireshark/ https://${request.headers.get('host')}/wireshark/`;
  const policy = `default-src 'none'; script-src 'wasm-unsafe-eval' ${here}; connect-src ${here}`;
  // The program is started in its clone; a bundle's own place says nothing about it.
  const script = await readFile(
    join(/* turbopackIgnore: true */ process.cwd(), 'server/api/wireshark-worker.js'),
  );
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(script), {
    headers: {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'text/javascript; charset=utf-8',
      'content-security-policy': policy,
    },
  });
}

function text(status: number, sentence: string): Response {
  return new Response(`${sentence}\n`, {
    status,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
  });
}
