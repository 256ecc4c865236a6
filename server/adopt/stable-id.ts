/**
 * Text of 12 letters and digits from what a thing is (FNV-1a, 64 bits): the same look gives the same ids, and an
 * adoption that was undone and made again gives the objects the marks that they had.
 */
export function stableId(...identity: (string | number)[]): string {
  let hash = 0xcbf29ce484222325n;
  for (const code of new TextEncoder().encode(identity.join('\u0000'))) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(code)) * 0x100000001b3n);
  }
  return hash.toString(36).padStart(13, '0').slice(-12);
}
