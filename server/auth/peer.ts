import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';
import ipaddr from 'ipaddr.js';

/** Ours alone: whatever a caller sends under this name is overwritten before anything reads it. */
export const PEER = 'x-overlane-peer';

/** Milliseconds between two lines on the log about strangers. */
const COMPLAIN_EVERY_MS = 60_000;

const slot = globalThis as typeof globalThis & { __overlaneMarksPeers?: boolean };

/**
 * From now on each request of each HTTP server of this process says where it comes from. Requests of Next's handlers
 * carry no socket, and `X-Forwarded-For` is anybody's word.
 * @throws Error where OVERLANE_TRUSTED_PROXIES names something that is no address
 */
export function markPeers(): void {
  const proxies = trustedProxies();
  if (slot.__overlaneMarksPeers) return;
  slot.__overlaneMarksPeers = true;
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const { remoteAddress, localAddress } = request.socket;
    // Under our own certificate nobody sends anything in the clear.
    const isSecret = request.socket instanceof TLSSocket;
    if (!isSecret && !isHeard(remoteAddress, localAddress, proxies)) {
      complain(remoteAddress);
      request.socket.destroy();
      return;
    }
    const address = addressOf(remoteAddress, request.headers['x-forwarded-for'], proxies);
    request.headers[PEER] = address ?? '';
  });
}

/**
 * Whether a peer is listened to: this machine, or a proxy that is trusted to have TLS. Anybody else would send their
 * session in the clear.
 */
export function isHeard(
  peer: string | undefined,
  local: string | undefined,
  proxies: readonly Range[],
): boolean {
  const address = peer === undefined ? null : parsed(peer);
  if (!address) return false;
  return peer === local || address.range() === 'loopback' || isTrusted(address, proxies);
}

let complainedAt = 0;

function complain(peer: string | undefined): void {
  if (Date.now() - complainedAt < COMPLAIN_EVERY_MS) return;
  complainedAt = Date.now();
  console.error(`overlane: ${peer} is no trusted proxy (OVERLANE_TRUSTED_PROXIES) and was not listened to.`);
}

/** The address that a request comes from, or null where nobody marked it. */
export function peerOf(headers: { get(name: string): string | null }): string | null {
  return headers.get(PEER) || null;
}

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/**
 * Who may say for whom they ask: `OVERLANE_TRUSTED_PROXIES`, addresses and prefixes with commas between them.
 * @throws Error
 */
export function trustedProxies(text = process.env.OVERLANE_TRUSTED_PROXIES ?? ''): Range[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      try {
        if (part.includes('/')) return ipaddr.parseCIDR(part);
        const address = ipaddr.parse(part);
        return [address, address.kind() === 'ipv4' ? 32 : 128] as Range;
      } catch {
        throw new Error(
          `OVERLANE_TRUSTED_PROXIES has "${part}", which is no address: write addresses or prefixes such as 192.0.2.10 or 192.0.2.0/24.`,
        );
      }
    });
}

/**
 * The nearest address that is no proxy of ours. Each trusted proxy has appended whom it heard, so that what stands
 * left of the first stranger is the stranger's own word.
 */
export function addressOf(
  peer: string | undefined,
  forwarded: string | string[] | undefined,
  proxies: readonly Range[],
): string | null {
  const heard = peer === undefined ? null : parsed(peer);
  if (!heard) return null;
  const hops = [forwarded ?? []].flat().join(',').split(',').reverse();
  let nearest = heard;
  for (const hop of hops) {
    if (!isTrusted(nearest, proxies)) break;
    const next = parsed(hop.trim());
    if (!next) break;
    nearest = next;
  }
  return nearest.toString();
}

function parsed(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  // An IPv4 address on a socket that hears both families comes as ::ffff:192.0.2.1.
  return ipaddr.isValid(text) ? ipaddr.process(text) : null;
}

function isTrusted(address: ipaddr.IPv4 | ipaddr.IPv6, proxies: readonly Range[]): boolean {
  return proxies.some(
    ([range, bits]) => address.kind() === range.kind() && address.match([range, bits] as never),
  );
}
