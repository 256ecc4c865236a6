import { z } from 'zod';

export const SIGNATURE_ALGORITHM = 'Ed25519';

/** How anybody can verify it, with nothing of ours. */
const HOW_TO_VERIFY = [
  'The signature is over the UTF-8 bytes of this document without the member "signature", as JSON indented by two spaces, without a newline at its end.',
  'With Overlane: overlane isolation verify FILE',
  "Without: jq -j 'del(.signature)' FILE > body; jq -r .signature.value FILE | base64 -d > value; jq -r .signature.publicKey FILE > key.pem; openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in body -sigfile value",
  'The key in this document proves nothing by itself: compare its fingerprint with the one that the installation shows under Isolation.',
];

export const signatureSchema = z.strictObject({
  algorithm: z.literal(SIGNATURE_ALGORITHM),
  /** PEM, SubjectPublicKeyInfo. */
  publicKey: z.string().max(300),
  /** SHA-256 of the key as DER: `SHA256:` and base64 without padding, as ssh-keygen prints one. */
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  /** Base64. */
  value: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
  verify: z.array(z.string().max(500)).max(8),
});

export type Signature = z.infer<typeof signatureSchema>;

/** Plain JSON: what is signed, member by member. */
export type Body = Record<string, unknown>;

/** The text that the signature is over. */
export function signedText(body: Body): string {
  return JSON.stringify(body, null, 2);
}

/** The document with its signature as the last member. */
export function withSignature(body: Body, signature: Omit<Signature, 'algorithm' | 'verify'>): string {
  const { publicKey, fingerprint, value } = signature;
  const whole: Signature = {
    algorithm: SIGNATURE_ALGORITHM,
    publicKey,
    fingerprint,
    value,
    verify: HOW_TO_VERIFY,
  };
  return `${signedText({ ...body, signature: whole })}\n`;
}

/**
 * A signed document taken apart. A change of any byte is one of what was signed, of the signature, or of how the text is laid
 * out, and then it is none.
 */
export function takenApart(text: string): { body: Body; signature: Signature } | { why: string } {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    return { why: 'it is no JSON' };
  }
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole))
    return { why: 'it is no signed document' };
  const { signature, ...body } = whole as Body;
  const parsed = signatureSchema.safeParse(signature);
  if (!parsed.success) return { why: 'it has no signature, or a mangled one' };
  if (withSignature(body, parsed.data) !== text)
    return { why: 'it is not laid out as it was when it was signed' };
  return { body, signature: parsed.data };
}
