import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Milliseconds within which a challenge must be answered. */
const GOOD_FOR_MS = 5 * 60_000;
const NONCE = 16;
const TIME = 8;
const MAC = 32;

/** Shared over the module instances that Next makes; a start makes all challenges before it void. */
const slot = globalThis as typeof globalThis & {
  __overlaneChallenges?: { key: Buffer; used: Map<string, number> };
};

function state() {
  slot.__overlaneChallenges ??= { key: randomBytes(32), used: new Map() };
  return slot.__overlaneChallenges;
}

/**
 * What an authenticator is to sign. It carries its own time and proof, so that nothing is kept for whoever asks for
 * many; only those that were used are remembered.
 * @param purpose what it may be answered for, and by whom
 */
export function newChallenge(purpose: string, now = Date.now()): Buffer {
  const time = Buffer.alloc(TIME);
  time.writeBigUInt64BE(BigInt(now + GOOD_FOR_MS));
  const body = Buffer.concat([randomBytes(NONCE), time]);
  return Buffer.concat([body, mac(body, purpose)]);
}

/** Whether it is one of ours for this purpose, in time and never used; it is used then. @param text base64url */
export function takeChallenge(text: string, purpose: string, now = Date.now()): boolean {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== NONCE + TIME + MAC) return false;
  const body = bytes.subarray(0, NONCE + TIME);
  if (!timingSafeEqual(bytes.subarray(NONCE + TIME), mac(body, purpose))) return false;
  const until = Number(body.readBigUInt64BE(NONCE));
  const { used } = state();
  for (const [other, end] of used) if (end < now) used.delete(other);
  const name = body.toString('base64url');
  if (until < now || used.has(name)) return false;
  used.set(name, until);
  return true;
}

function mac(body: Buffer, purpose: string): Buffer {
  return createHmac('sha256', state().key).update(body).update(purpose).digest();
}
