/**
 * Text of 12 letters and digits from what a thing is (FNV-1a twice, 64 bits): the same look gives the same ids, and an
 * adoption that was undone and made again gives the objects the marks that they had.
 */
export function stableId(...identity: (string | number)[]): string {
  const bytes = new TextEncoder().encode(identity.join('\u0000'));
  const words = [fnv1a(bytes, 0x811c9dc5), fnv1a(bytes, 0x01000193)];
  return words.map((word) => word.toString(36).padStart(7, '0').slice(-6)).join('');
}

function fnv1a(bytes: Uint8Array, basis: number): number {
  let hash = basis;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
