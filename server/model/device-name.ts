/** IFNAMSIZ is 16 with its NUL (linux/if.h). */
export const DEVICE_NAME_BYTES = 15;

const RESERVED = new Set(['all', 'default', 'lo', '.', '..']);

/**
 * Why this cannot be the name of a network device, or null.
 * The kernel refuses `/`, `:` and white space and expands `%d`; `all` and `default` are folders of
 * /proc/sys/net/ipv4/conf; a leading `-` would be read as an option by iproute2.
 */
export function badDeviceName(name: string): string | null {
  if (name.length === 0) return 'a device needs a name';
  if (new TextEncoder().encode(name).length > DEVICE_NAME_BYTES) {
    return `"${name}" has more than ${DEVICE_NAME_BYTES} bytes, the most the kernel takes (IFNAMSIZ)`;
  }
  if (RESERVED.has(name)) return `"${name}" is a name that the kernel keeps for itself`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(name)) {
    return `"${name}" may hold only letters, digits, ".", "_" and "-", and begins with a letter or digit`;
  }
  return null;
}

/** Why this cannot be the name of a network namespace, or null: a file name in /run/netns, at most 255 bytes (NAME_MAX). */
export function badNamespaceName(name: string): string | null {
  if (name.length === 0) return 'a namespace needs a name';
  if (name.length > 64) return `"${name.slice(0, 20)}…" has more than 64 characters`;
  if (RESERVED.has(name)) return `"${name}" is a name that the kernel keeps for itself`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(name)) {
    return `"${name}" may hold only letters, digits, ".", "_" and "-", and begins with a letter or digit`;
  }
  return null;
}

export function vethNames(prefix: string, pair: number): { hostEnd: string; namespaceEnd: string } {
  return { hostEnd: `${prefix}-veth${pair * 2}`, namespaceEnd: `${prefix}-veth${pair * 2 + 1}` };
}

/** `msft-br` for a tenant's first network; further ones carry their VNI. */
export function bridgeName(prefix: string, vni: number, first: boolean): string {
  if (first) return `${prefix}-br`;
  const long = `${prefix}-br-${vni}`;
  return long.length <= DEVICE_NAME_BYTES ? long : `${prefix}-b${vni}`;
}

/** `msft-vxl-10`; from 1,000,000 on (with a prefix of 4) the shorter `msft-v1000000`. */
export function vxlanName(prefix: string, vni: number): string {
  const long = `${prefix}-vxl-${vni}`;
  return long.length <= DEVICE_NAME_BYTES ? long : `${prefix}-v${vni}`;
}

/** A tenant's first endpoint on a host has the tenant's name as its namespace, others `<tenant>-<endpoint>`. */
export function namespaceName(tenant: string, endpoint: string | null): string {
  return endpoint === null ? tenant : `${tenant}-${endpoint}`;
}
