/** What is no page, such as an answer of the API, may load and run nothing. Pages get theirs in proxy.ts. */
const noPage = "default-src 'none'; frame-ancestors 'none'";

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // What loads native code or reads its own files stays outside of the bundle.
  serverExternalPackages: ['node-ssh', 'ssh2', '@prisma/adapter-libsql', 'libsql', '@libsql/client'],
  allowedDevOrigins: ['127.0.0.1'],
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Referrer-Policy', value: 'no-referrer' },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
          { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
          {
            key: 'Permissions-Policy',
            value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
          },
        ],
      },
      { source: '/api/:path*', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
      { source: '/login/link', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
      { source: '/login/provider/:path*', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
      { source: '/login/passkey/:path*', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
      { source: '/login/password', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
      { source: '/ops/link', headers: [{ key: 'Content-Security-Policy', value: noPage }] },
    ];
  },
};
