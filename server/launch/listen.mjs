import { isIP, isIPv6 } from 'node:net';
import { Failure } from './failure.mjs';
import { readTls, tlsFiles } from './tls.mjs';

const LOOPBACK = '127.0.0.1';

/**
 * Where to listen, and where people reach it. On anything but this machine's own loopback the product hears no one in
 * the clear: either it has a certificate, or there is a proxy with TLS in front of it, which is named, and nobody else is
 * listened to.
 */
export function listenSettings(environment, port) {
  const listen = environment.OVERLANE_LISTEN || LOOPBACK;
  if (!isIP(listen)) {
    throw new Failure(`OVERLANE_LISTEN is ${JSON.stringify(listen)}.`, {
      next: 'set it to an address of this machine, or leave it unset for 127.0.0.1.',
    });
  }
  const files = tlsFiles(environment);
  if (files) {
    return { listen, origin: tlsOrigin(environment, port, listen, readTls(files)), tls: true };
  }
  const origin = publicOrigin(environment.OVERLANE_ORIGIN) ?? `http://${bracketed(listen)}:${port}`;
  if (!isLoopback(listen)) {
    if (!origin.startsWith('https://')) {
      throw new Failure(`OVERLANE_LISTEN is ${listen}, and there is no TLS.`, {
        next: 'give a certificate (OVERLANE_TLS_CERT and OVERLANE_TLS_KEY), or put a proxy with TLS in front of it and say where people reach it: OVERLANE_ORIGIN=https://overlane.example',
      });
    }
    if (!environment.OVERLANE_TRUSTED_PROXIES) {
      throw new Failure(`OVERLANE_LISTEN is ${listen}, and nobody is trusted to be in front of it.`, {
        next: 'name the addresses of the proxy that has TLS: OVERLANE_TRUSTED_PROXIES=192.0.2.10. Nobody else is listened to.',
      });
    }
  }
  return { listen, origin, tls: false };
}

/** The origin that is named must be one that browsers take the certificate for; else it is the certificate's first name. */
function tlsOrigin(environment, port, listen, tls) {
  const named = publicOrigin(environment.OVERLANE_ORIGIN);
  const name = tls.names.find((each) => !each.startsWith('*')) ?? listen;
  const origin = named ?? new URL(`https://${bracketed(name)}:${port}`).origin;
  const host = new URL(origin).hostname.replace(/^\[|\]$/g, '');
  if (!origin.startsWith('https://')) {
    throw new Failure(`OVERLANE_ORIGIN is ${origin}, and OVERLANE_TLS_CERT is set.`, {
      next: 'with a certificate people open https: set OVERLANE_ORIGIN to that, or leave it unset.',
    });
  }
  if (!tls.isFor(host)) {
    throw new Failure(
      `The certificate of OVERLANE_TLS_CERT is for ${tls.names.join(', ') || 'no name'}, not for ${host}.`,
      {
        next: 'set OVERLANE_ORIGIN to a name that the certificate has, or have one made for this name.',
      },
    );
  }
  return origin;
}

function publicOrigin(text) {
  if (!text) {
    return null;
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url?.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
  if (!url || (url.protocol !== 'https:' && !local) || url.origin !== text.replace(/\/$/, '')) {
    throw new Failure(`OVERLANE_ORIGIN is ${JSON.stringify(text)}.`, {
      next: 'set it to what people open, without a path: https://overlane.example, or http on this machine alone.',
    });
  }
  return url.origin;
}

function isLoopback(host) {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** An address as it stands in a URL; for one that stands for all of them, the loopback of its family. */
export function reachable(listen) {
  if (listen === '0.0.0.0') {
    return LOOPBACK;
  }
  return listen === '::' ? '[::1]' : bracketed(listen);
}

function bracketed(address) {
  return isIPv6(address) ? `[${address}]` : address;
}
