import { createHash } from 'node:crypto';

export type HostKey = {
  /** `SHA256:…`, as `ssh-keygen -l` writes it. */
  fingerprint: string;
  /** `ssh-ed25519`, … */
  type: string;
};

/** @param blob the public key as it goes over the wire (RFC 4253, 6.6): its type is its first string */
export function describeHostKey(blob: Buffer): HostKey {
  const digest = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
  const length = blob.length >= 4 ? blob.readUInt32BE(0) : 0;
  const type = blob.subarray(4, 4 + length).toString('latin1');
  return { fingerprint: `SHA256:${digest}`, type: /^[a-z0-9@.-]{1,64}$/.test(type) ? type : 'unknown' };
}
