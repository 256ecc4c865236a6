/** The built product behind TLS of its own: `serve-tls.mjs ADDRESS PORT`. Without TLS it is `next start`. */

import { unwatchFile, watchFile } from 'node:fs';
import { createServer } from 'node:https';
import next from 'next';
import { ROOT } from './root.mjs';
import { readTls, tlsFiles } from './tls.mjs';

/** Milliseconds between two looks at the files: also where they are links that are changed (stat, not inotify). */
const LOOK_MS = 2_000;
/** As `next start` has it; a proxy or browser that reuses a connection later gets a reset. */
const KEEP_ALIVE_MS = 5_000;

const [hostname, port] = process.argv.slice(2);
const files = tlsFiles(process.env);
const given = readTls(files);
const secure = ({ cert, key }) => ({ cert, key, minVersion: 'TLSv1.2', honorCipherOrder: true });

const app = next({ dev: false, dir: ROOT, hostname, port: Number(port) });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer(secure(given), (request, response) => {
  // Never again without, on whatever was asked for.
  response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  return handle(request, response);
});
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.on('upgrade', app.getUpgradeHandler());
server.listen(Number(port), hostname);

let { cert } = given;
/** A certificate and its key are two files, so there is a moment in which they do not fit: then the old ones stay. */
const take = () => {
  try {
    const found = readTls(files);
    if (found.cert === cert) {
      return;
    }
    server.setSecureContext(secure(found));
    cert = found.cert;
    console.log(
      `overlane: the new certificate of ${files.certFile} is in use, until ${new Date(found.expiresAt).toISOString()}.`,
    );
  } catch (error) {
    console.error(`overlane: ${error.message} The certificate that was read before stays in use.`);
  }
};
for (const file of [files.certFile, files.keyFile]) {
  watchFile(file, { interval: LOOK_MS }, take);
}
process.once('SIGTERM', () => {
  for (const file of [files.certFile, files.keyFile]) {
    unwatchFile(file);
  }
});
