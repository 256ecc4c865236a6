import { type NextRequest, NextResponse } from 'next/server';

/**
 * Gives every page a content security policy with a nonce of its own, which Next puts on its inline scripts, and lets
 * nothing be sent to one. That is all: who may do what is asked in the procedures, which hold with this file gone.
 */
export function proxy(request: NextRequest): NextResponse {
  // Pages are read; nothing is sent to one, and there are no server actions.
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new NextResponse(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  // For those who came by TLS once: never again without.
  if (process.env.OVERLANE_ORIGIN?.startsWith('https:'))
    response.headers.set('strict-transport-security', 'max-age=31536000');
  return response;
}

/** Pages only; what else is served says in next.config.mjs, or by itself, that it is no page. */
export const config = {
  matcher: ['/((?!api/|_next/|wireshark/|login/(?:link|passkey|password|provider)|ops/link).*)'],
};

function contentSecurityPolicy(nonce: string): string {
  // Next's development server evaluates code.
  const evaluates = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${evaluates}`,
    // Positions on the canvas are style attributes, which no nonce can allow.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
