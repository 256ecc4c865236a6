import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NEXT, NEXT_ENVIRONMENT } from './build.mjs';
import { run } from './command.mjs';
import { Failure } from './failure.mjs';
import { reachable } from './listen.mjs';
import { SEARCH_PATH } from './programs.mjs';
import { ROOT } from './root.mjs';

const LISTEN = '127.0.0.1';
const HEALTHY_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 10_000;

/** @throws Failure naming who holds the port, where that can be seen */
export async function requireFreePort(port, listen = LISTEN) {
  const error = await new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', resolve);
    probe.listen(port, listen, () => probe.close(() => resolve(null)));
  });
  if (error?.code === 'EADDRINUSE') {
    throw new Failure(`Port ${port} on ${listen} is taken${await holder(port)}.`, {
      next: `end that program, or choose another port: PORT=${port === 3000 ? 3001 : 3000} npm start`,
    });
  }
  if (error) {
    throw new Failure(`Port ${port} on ${listen} cannot be listened on: ${error.message}.`, {
      next: 'choose another port: PORT=3001 npm start',
    });
  }
}

/** A port that is free now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, LISTEN, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the built product and waits until it is healthy.
 * `onOutput` gets what it prints from then on; what it printed before is part of the failure if it never is.
 * @throws Failure with what it printed
 */
export async function startProduct({
  dataDir,
  port,
  listen = LISTEN,
  origin = `http://${LISTEN}:${port}`,
  tls = false,
  labState,
  environment = {},
  onOutput,
}) {
  const url = `${tls ? 'https' : 'http'}://${reachable(listen)}:${port}`;
  const linkFile = join(dataDir, 'sign-in-link');
  // One of an earlier start would be printed as if it were good.
  await rm(linkFile, { force: true });

  const argv = [
    '--import',
    join(ROOT, 'server/launch/end-with-launcher.mjs'),
    ...(tls
      ? [join(ROOT, 'server/launch/serve-tls.mjs'), listen, `${port}`]
      : [NEXT, 'start', '-H', listen, '-p', `${port}`]),
  ];
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    // Of its own group, so that a Ctrl-C reaches it through us alone, in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env,
      PATH: SEARCH_PATH,
      ...NEXT_ENVIRONMENT,
      NEXT_MANUAL_SIG_HANDLE: 'true',
      PORT: `${port}`,
      OVERLANE_ORIGIN: origin,
      OVERLANE_DATA: dataDir,
      ...(labState ? { OVERLANE_LAB_STATE: labState } : {}),
      ...environment,
    },
  });

  let early = '';
  let isHealthy = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      if (isHealthy) {
        onOutput(text);
      } else {
        early += text;
      }
    });
  }
  let end = null;
  const ended = new Promise((resolve) => {
    const over = (code, signal) => {
      end = { code, signal };
      resolve(end);
    };
    child.once('error', () => over(127, null));
    child.once('close', over);
  });

  const stop = async () => {
    if (!end) {
      child.kill('SIGTERM');
      const late = await Promise.race([ended.then(() => false), pause(ENDS_WITHIN_MS, true, { ref: false })]);
      if (late) {
        child.kill('SIGKILL');
      }
    }
    return ended;
  };

  const deadline = Date.now() + HEALTHY_WITHIN_MS;
  while (!(await isAnswering(url))) {
    if (end) {
      const how = end.signal ? `was ended by ${end.signal}` : `ended with status ${end.code}`;
      throw new Failure(`The product ${how} before it answered.`, {
        output: early,
        next: `see its reason above; its data is in ${dataDir} (OVERLANE_DATA names another folder).`,
      });
    }
    if (Date.now() > deadline) {
      await stop();
      throw new Failure(
        `The product did not answer ${url}/api/health within ${HEALTHY_WITHIN_MS / 1000} s.`,
        {
          output: early,
          next: 'see what it printed above, then start again.',
        },
      );
    }
    await Promise.race([pause(40), ended]);
  }
  isHealthy = true;
  return { url, origin, pid: child.pid, ended, stop, early, signInLink: await signInLink(linkFile, origin) };
}

/** Whose certificate it is does not matter: it is our own child, and is sent nothing. */
function isAnswering(url) {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve) => {
    const asking = request(`${url}/api/health`, { rejectUnauthorized: false, agent: false, timeout: 2000 });
    asking.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(false));
    asking.end();
  });
}

/** The product writes it where someone has yet to sign in. */
async function signInLink(file, url) {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trim() ? new URL(text.trim(), url).href : null;
}

async function holder(port) {
  const listed = await run(['ss', '-Hltnp', `sport = :${port}`]);
  const found = /users:\(\("([^" ]+)[^"]*",pid=(\d+)/.exec(listed.status === 0 ? listed.output : '');
  return found ? ` by ${found[1]} (process ${found[2]})` : '';
}
