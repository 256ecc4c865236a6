import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { Failure } from './failure.mjs';

const CERT = 'OVERLANE_TLS_CERT';
const KEY = 'OVERLANE_TLS_KEY';
/** Bits of an RSA key that browsers still take. */
const FEWEST_RSA_BITS = 2048;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * @returns {{ certFile: string, keyFile: string } | null} null where no certificate is given
 * @throws Failure where only one of the two files is named
 */
export function tlsFiles(environment) {
  const cert = environment[CERT];
  const key = environment[KEY];
  if (!cert && !key) {
    return null;
  }
  if (!cert || !key) {
    throw new Failure(`${cert ? CERT : KEY} is set, and ${cert ? KEY : CERT} is not.`, {
      next: 'name both files, the certificate with its chain and its private key, or neither.',
    });
  }
  return { certFile: resolve(cert), keyFile: resolve(key) };
}

/**
 * The certificate and its key, checked as a browser and a stranger would.
 * @param now milliseconds since the epoch
 * @returns {{ cert: string, key: string, names: string[], expiresAt: number, isFor(host: string): boolean }}
 * @throws Failure that says what would be right
 */
export function readTls({ certFile, keyFile }, now = Date.now()) {
  const cert = read(certFile, CERT);
  const key = read(keyFile, KEY);
  const leaf = leafOf(cert, certFile);
  const privateKey = privateKeyOf(key, keyFile);
  if ((statSync(keyFile).mode & 0o007) !== 0) {
    throw new Failure(`Every user of this machine can read the private key ${keyFile}.`, {
      next: `chmod o= ${keyFile}, and have a new certificate made if somebody may have read it.`,
    });
  }
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new Failure(`The key ${keyFile} is not that of the certificate ${certFile} (${subjectOf(leaf)}).`, {
      next: 'name the key that the certificate was made for; of several certificates in the file, the first must be the server’s own.',
    });
  }
  const { asymmetricKeyType, asymmetricKeyDetails } = privateKey;
  if (asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) < FEWEST_RSA_BITS) {
    throw new Failure(`The key ${keyFile} has ${asymmetricKeyDetails?.modulusLength} bits, which is weak.`, {
      next: `have a certificate made for an EC key, or an RSA key of ${FEWEST_RSA_BITS} bits or more.`,
    });
  }
  const expiresAt = Date.parse(leaf.validTo);
  if (expiresAt <= now) {
    throw new Failure(`The certificate ${certFile} (${subjectOf(leaf)}) ended on ${leaf.validTo}.`, {
      next: 'renew it; once the files are replaced, `npm start` takes the new one.',
    });
  }
  if (Date.parse(leaf.validFrom) > now) {
    throw new Failure(`The certificate ${certFile} (${subjectOf(leaf)}) begins on ${leaf.validFrom}.`, {
      next: 'is the clock of this machine right?',
    });
  }
  return { cert, key, names: namesOf(leaf), expiresAt, isFor: (host) => isFor(leaf, host) };
}

function read(path, variable) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Failure(`${variable} names ${path}, which cannot be read (${error.code}).`, {
      next: 'name a file in PEM that the user who runs Overlane may read.',
    });
  }
}

function leafOf(text, path) {
  const [first] = text.match(PEM_CERTIFICATE) ?? [];
  try {
    return new X509Certificate(first ?? '');
  } catch {
    throw new Failure(`${path} holds no certificate in PEM.`, {
      next: `${CERT} is the file that begins with -----BEGIN CERTIFICATE-----, the server’s own first.`,
    });
  }
}

/** Not a word of what the file holds goes into an error. */
function privateKeyOf(text, path) {
  try {
    return createPrivateKey(text);
  } catch {
    throw new Failure(
      /ENCRYPTED/.test(text)
        ? `The key ${path} is encrypted with a passphrase, which nobody can type here.`
        : `${path} holds no private key in PEM.`,
      { next: `${KEY} is a file that begins with -----BEGIN PRIVATE KEY-----, without a passphrase.` },
    );
  }
}

function subjectOf(leaf) {
  return namesOf(leaf).join(', ') || leaf.subject.replaceAll('\n', ', ') || 'no name';
}

function namesOf(leaf) {
  return [...(leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,]+)/g)].map(([, name]) =>
    name.trim(),
  );
}

function isFor(leaf, host) {
  return (isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host)) !== undefined;
}
