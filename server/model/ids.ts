const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** An id of 12 characters (62 bits) from the platform's CSPRNG; made by whoever drafts the object. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  let id = '';
  for (const byte of bytes) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

export const ID_PATTERN = /^[a-z0-9]{6,32}$/;
