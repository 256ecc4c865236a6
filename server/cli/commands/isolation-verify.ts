import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isolationDocumentSchema } from '../../model/isolation-document';
import { type Signature, signedText, takenApart } from '../../model/signed-document';
import type { Client } from '../client';
import { Failure } from '../failure';
import { plain } from '../print';

export type VerifyOptions = { key?: string };

/** Bytes: a report of a large fabric has a few MB. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Whether a report is as it was signed, and by whose key: the one named, or that of the installation that is asked. Bad
 * unless both hold.
 * @throws Failure where there is no such file
 */
export async function isolationVerify(
  client: () => Client,
  file: string,
  { key }: VerifyOptions,
): Promise<{ data: object; text: string; bad: boolean }> {
  const taken = takenApart(read(file));
  const broken = 'why' in taken ? taken.why : whyBroken(taken.signature, signedText(taken.body));
  if (broken !== null || 'why' in taken) {
    const text = `not as it was signed: ${broken}`;
    return { data: { verdict: 'changed', why: broken }, text, bad: true };
  }
  const { fingerprint } = taken.signature;
  const { wanted, from } =
    key === undefined
      ? { wanted: await installationKey(client), from: 'of this installation' }
      : { wanted: key, from: 'that you named' };
  const parsed = isolationDocumentSchema.safeParse(taken.body);
  const report = parsed.success
    ? {
        verdict: parsed.data.verdict,
        signedOff: parsed.data.signedOff,
        installation: parsed.data.installation,
      }
    : null;
  const isOurs = wanted === fingerprint;
  const whose =
    wanted === null
      ? 'the signature is right, and whose key it is is not known here: name the one that it must be with --key SHA256:…'
      : isOurs
        ? `as it was signed, by the key ${from}`
        : `the signature is right, but by another key than the one ${from} (${plain(wanted)})`;
  const lines = [
    whose,
    `key: ${fingerprint}`,
    ...(report
      ? [
          `verdict: ${report.verdict}`,
          `signed off: ${plain(report.signedOff.by)}, ${plain(report.signedOff.at)}${report.signedOff.remark === '' ? '' : `: ${plain(report.signedOff.remark)}`}`,
        ]
      : []),
  ];
  const verdict = isOurs ? 'verified' : wanted === null ? 'unknown-key' : 'another-key';
  return { data: { verdict, fingerprint, report }, text: lines.join('\n'), bad: !isOurs };
}

function whyBroken({ publicKey, fingerprint, value }: Signature, text: string): string | null {
  try {
    const key = createPublicKey(publicKey);
    const digest = createHash('sha256').update(key.export({ type: 'spki', format: 'der' }));
    const own = `SHA256:${digest.digest('base64').replace(/=+$/, '')}`;
    if (key.asymmetricKeyType !== 'ed25519') return 'its key is of another kind';
    // Base64 leaves bits of its last character without meaning: only the one way of writing a key counts.
    if (key.export({ type: 'spki', format: 'pem' }).toString().trim() !== publicKey)
      return 'its key is written in another way';
    if (own !== fingerprint) return 'its fingerprint is not that of its key';
    const bytes = Buffer.from(value, 'base64');
    if (bytes.toString('base64') !== value) return 'its signature is written in another way';
    return verify(null, Buffer.from(text), key, bytes) ? null : 'the signature does not fit what it says';
  } catch {
    return 'its key is none';
  }
}

/** null: the server does not answer. */
async function installationKey(client: () => Client): Promise<string | null> {
  try {
    return (await client().isolation.reportKey.query()).fingerprint;
  } catch {
    return null;
  }
}

function read(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if (text.length <= LARGEST) return text;
  } catch (error) {
    throw new Failure('no-file', `cannot read ${plain(file)} (${(error as NodeJS.ErrnoException).code})`);
  }
  throw new Failure('too-large', `${plain(file)} is larger than any report`);
}
