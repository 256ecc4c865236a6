/** Hosts under which a browser on this machine reaches the product, whatever its port. */
const LOCAL = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Where people reach the product: `OVERLANE_ORIGIN`, or the port on this machine. */
export function productOrigin(): URL {
  return new URL(process.env.OVERLANE_ORIGIN ?? `http://127.0.0.1:${process.env.PORT ?? '3000'}`);
}

type Headers = { get(name: string): string | null };

/**
 * Why a request cannot come from our own page, or null.
 * A name that an attacker's DNS points at this machine is refused (DNS rebinding), and so is what another site's page
 * sends with our cookie. `Sec-Fetch-Site` is the browser's own word (Fetch Metadata); where it is missing, `Origin`
 * must be ours on everything but GET and HEAD, on which browsers leave it out.
 */
export function crossSiteReason(method: string, headers: Headers): string | null {
  const host = headers.get('host');
  if (!host || !isOurHost(host)) return strangeHost();
  if (headers.get('next-action') !== null) return 'This product has no server actions.';
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') {
    return 'The request comes from another site.';
  }
  const origin = headers.get('origin');
  if (origin !== null) return isSameOrigin(origin, host) ? null : 'The request comes from another site.';
  return method === 'GET' || method === 'HEAD'
    ? null
    : 'The request does not say which site it comes from (Origin).';
}

function strangeHost(): string {
  return `The product does not answer under this name: open ${productOrigin().origin}, or set OVERLANE_ORIGIN.`;
}

/** Of a Host header. */
export function isOurHost(host: string): boolean {
  const product = productOrigin();
  if (host.toLowerCase() === product.host) return true;
  const match = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(host);
  return match?.[1] !== undefined && LOCAL.has(match[1].toLowerCase());
}

function isSameOrigin(origin: string, host: string): boolean {
  const product = productOrigin();
  if (origin === product.origin) return host.toLowerCase() === product.host;
  try {
    const url = new URL(origin);
    // Under a certificate of its own the product is reached by https on this machine too.
    const scheme = process.env.OVERLANE_TLS_CERT ? 'https:' : 'http:';
    return url.protocol === scheme && url.host === host.toLowerCase() && host.toLowerCase() !== product.host;
  } catch {
    return false;
  }
}
