const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/** A unicast, non-zero MAC address in lower case with colons, or null. */
export function parseMac(text: string): string | null {
  const lower = text.toLowerCase();
  if (!MAC.test(lower) || lower === '00:00:00:00:00:00') return null;
  return Number.parseInt(lower.slice(0, 2), 16) & 1 ? null : lower;
}

/**
 * The MAC of a device, from what it is. Deterministic, because udev (MACAddressPolicy=persistent) and
 * NetworkManager rewrite MACs that the kernel chose; locally administered and unicast (IEEE 802: bits 1 and 0
 * of the first octet).
 */
export function macFor(...identity: string[]): string {
  // Two FNV-1a hashes of 32 bits with different bases give the 40 bits behind the first octet.
  const text = identity.join('\u0000');
  const high = fnv1a(text, 0x811c9dc5);
  const low = fnv1a(text, 0x01000193);
  const octets = [0x02, high >>> 24, (high >>> 16) & 255, (high >>> 8) & 255, high & 255, low & 255];
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join(':');
}

function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash >>> 0;
}
