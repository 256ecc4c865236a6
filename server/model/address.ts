import ipaddr from 'ipaddr.js';

export type Family = 4 | 6;
export type Address = { family: Family; text: string; bytes: number[] };
export type Subnet = { family: Family; base: Address; length: number; text: string };

const STRICT_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/;
const IPV6_SHAPE = /^[0-9a-fA-F:.]{2,45}$/;

/**
 * An IPv4 or IPv6 address in its canonical text, or null.
 * Octal, hexadecimal and short forms of IPv4 are no addresses here (`010.1`, `0x7f.1`, `2130706433`): iproute2,
 * ping and libc disagree about them. Zones (`fe80::1%eth0`) and IPv4-mapped IPv6 are refused too.
 */
export function parseAddress(text: string): Address | null {
  if (STRICT_IPV4.test(text)) {
    return { family: 4, text, bytes: text.split('.').map(Number) };
  }
  if (!IPV6_SHAPE.test(text) || !text.includes(':') || !ipaddr.IPv6.isValid(text)) return null;
  const parsed = ipaddr.IPv6.parse(text);
  if (parsed.isIPv4MappedAddress()) return null;
  return { family: 6, text: parsed.toRFC5952String(), bytes: parsed.toByteArray() };
}

/** A subnet `base/length` whose host bits are zero, or null. IPv4 /1–/30, IPv6 /1–/126: an endpoint needs room. */
export function parseSubnet(text: string): Subnet | null {
  const [addressText, lengthText, ...rest] = text.split('/');
  if (rest.length > 0 || !addressText || !lengthText || !/^\d{1,3}$/.test(lengthText)) return null;
  if (String(Number(lengthText)) !== lengthText) return null;
  const base = parseAddress(addressText);
  if (!base) return null;
  const length = Number(lengthText);
  if (length < 1 || length > (base.family === 4 ? 30 : 126)) return null;
  const network = maskBytes(base.bytes, length);
  if (!network.every((byte, i) => byte === base.bytes[i])) return null;
  return { family: base.family, base, length, text: `${base.text}/${length}` };
}

/** The subnet that an address with a prefix length lies in: `10.1.0.4/24` → `10.1.0.0/24`. */
export function subnetOf(address: Address, length: number): string {
  return `${fromBytes(maskBytes(address.bytes, length)).text}/${length}`;
}

export function subnetContains(subnet: Subnet, address: Address): boolean {
  if (subnet.family !== address.family) return false;
  return maskBytes(address.bytes, subnet.length).every((byte, i) => byte === subnet.base.bytes[i]);
}

export function subnetsOverlap(a: Subnet, b: Subnet): boolean {
  return a.length <= b.length ? subnetContains(a, b.base) : subnetContains(b, a.base);
}

/** Why an address cannot be an endpoint's in this subnet (network or broadcast address), or null. */
export function unusableInSubnet(subnet: Subnet, address: Address): string | null {
  if (!subnetContains(subnet, address)) return `${address.text} is not in ${subnet.text}`;
  if (address.text === subnet.base.text) return `${address.text} is the network address of ${subnet.text}`;
  if (subnet.family === 4 && address.text === lastOf(subnet).text) {
    return `${address.text} is the broadcast address of ${subnet.text}`;
  }
  return null;
}

/** Why no device may hold this address at all (unspecified, loopback, multicast, link-local, broadcast), or null. */
export function notAssignable(address: Address): string | null {
  const [first = 0, second = 0] = address.bytes;
  if (address.bytes.every((byte) => byte === 0)) return `${address.text} is the unspecified address`;
  if (address.family === 4) {
    if (first === 0) return `${address.text} lies in 0.0.0.0/8, which no host may use`;
    if (first === 127) return `${address.text} is a loopback address`;
    if (first >= 224 && first <= 239) return `${address.text} is a multicast address`;
    if (first >= 240) return `${address.text} lies in the reserved range 240.0.0.0/4`;
    if (first === 169 && second === 254) return `${address.text} is a link-local address`;
    return null;
  }
  if (address.text === '::1') return '::1 is the loopback address';
  if (first === 0xff) return `${address.text} is a multicast address`;
  if (first === 0xfe && (second & 0xc0) === 0x80) return `${address.text} is a link-local address`;
  return null;
}

/** The next usable address of the subnet from `skip` hosts on that `taken` does not hold, or null when it is full. */
export function nextFree(subnet: Subnet, taken: ReadonlySet<string>, skip = 4): Address | null {
  const span = hostCount(subnet);
  const start = Math.min(Math.max(skip, 1), span);
  // A pool is searched to its end and then from its beginning, at most as often as addresses are taken.
  for (let n = 0; n <= taken.size && n < span; n++) {
    const candidate = addressAt(subnet, ((start - 1 + n) % span) + 1);
    if (!taken.has(candidate.text)) return candidate;
  }
  return null;
}

/** Usable hosts in the subnet, capped at 2^32 (a /64 has more than anybody asks for). */
export function hostCount(subnet: Subnet): number {
  const bits = (subnet.family === 4 ? 32 : 128) - subnet.length;
  const all = 2 ** Math.min(bits, 32);
  return subnet.family === 4 ? all - 2 : all - 1;
}

function addressAt(subnet: Subnet, offset: number): Address {
  const bytes = [...subnet.base.bytes];
  let carry = offset;
  for (let i = bytes.length - 1; i >= 0 && carry > 0; i--) {
    const sum = (bytes[i] ?? 0) + (carry % 256);
    bytes[i] = sum % 256;
    carry = Math.floor(carry / 256) + Math.floor(sum / 256);
  }
  return fromBytes(bytes);
}

function lastOf(subnet: Subnet): Address {
  const bytes = subnet.base.bytes.map((byte, i) => {
    const hostBits = Math.min(8, Math.max(0, (i + 1) * 8 - subnet.length));
    return byte | (2 ** hostBits - 1);
  });
  return fromBytes(bytes);
}

function fromBytes(bytes: number[]): Address {
  if (bytes.length === 4) return { family: 4, text: bytes.join('.'), bytes };
  return { family: 6, text: new ipaddr.IPv6(bytes).toRFC5952String(), bytes };
}

function maskBytes(bytes: readonly number[], length: number): number[] {
  return bytes.map((byte, i) => {
    const kept = Math.min(8, Math.max(0, length - i * 8));
    return byte & (256 - 2 ** (8 - kept));
  });
}
