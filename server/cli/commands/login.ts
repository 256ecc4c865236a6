import { createInterface } from 'node:readline';
import { connect, serverUrl } from '../client';
import { Failure } from '../failure';
import { forgetLogin, saveLogin } from '../login-file';

type Answer = { data: unknown; text: string };

/** Tries the token, and keeps it where it is good. @throws Failure */
export async function login(url: string | undefined, given: string | true | undefined): Promise<Answer> {
  const server = (url ?? serverUrl()).replace(/\/+$/, '');
  requireSafe(server);
  const token = typeof given === 'string' ? given : await firstLine(server);
  const me = await connect(server, token).session.me.query();
  const file = saveLogin({ url: server, token });
  return {
    data: { url: server, ...me },
    text: `signed in to ${server} as ${me.name} (${me.role}); kept in ${file}`,
  };
}

export async function logout(): Promise<Answer> {
  const known = forgetLogin();
  return {
    data: { forgotten: known },
    text: known ? 'forgotten; the token itself is good until it is revoked' : 'nothing was kept',
  };
}

/** @throws Failure where the token would be sent in the clear over a network */
function requireSafe(server: string): void {
  let address: URL;
  try {
    address = new URL(server);
  } catch {
    throw new Failure('bad-url', `${server} is no address of a server: write it as https://overlane.example`);
  }
  const local = ['127.0.0.1', 'localhost', '[::1]'].includes(address.hostname);
  if (address.protocol === 'https:' || (address.protocol === 'http:' && local)) return;
  throw new Failure('bad-url', `${server} has no TLS: the token would be sent in the clear`);
}

async function firstLine(server: string): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write(`Token for ${server}: `);
  const lines = createInterface({ input: process.stdin });
  try {
    for await (const line of lines) if (line.trim() !== '') return line.trim();
  } finally {
    lines.close();
  }
  throw new Failure('no-token', 'no token was given: make one in Settings, or with `overlane token create`');
}
