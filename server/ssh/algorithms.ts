import type { Algorithms, ServerHostKeyAlgorithm } from 'ssh2';

/** Host key algorithms by kind of key, the strongest first. A host may have one of each. */
export const HOST_KEY_KINDS: readonly (readonly ServerHostKeyAlgorithm[])[] = [
  ['ssh-ed25519'],
  ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
  ['rsa-sha2-512', 'rsa-sha2-256'],
];

/** Without SHA-1, CBC and small groups: authenticated ciphers only; OpenSSH 6.5 (2014) and newer speak these. */
export function modernAlgorithms(
  hostKeys: readonly ServerHostKeyAlgorithm[] = HOST_KEY_KINDS.flat(),
): Algorithms {
  return {
    kex: [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
      'diffie-hellman-group14-sha256',
    ],
    serverHostKey: [...hostKeys],
    cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'chacha20-poly1305@openssh.com'],
    hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
    compress: ['none'],
  };
}
