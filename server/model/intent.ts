import { z } from 'zod';
import { parseAddress, parseSubnet } from './address';
import { badDeviceName, badNamespaceName } from './device-name';
import { ID_PATTERN } from './ids';
import { parseMac } from './mac';
import { VNI_MAX } from './vxlan';

/** Tenants are told apart by one of these many colours; the palette lives with the components. */
export const TENANT_COLORS = 10;

function refined(check: (text: string) => string | null, max = 300) {
  return z
    .string()
    .max(max)
    .superRefine((text, context) => {
      // No more is looked into, and quoted: a check may take as many steps as there are characters, squared.
      const bad = check(text.slice(0, max + 1));
      if (bad !== null) context.addIssue({ code: 'custom', message: bad });
    });
}

const id = z.string().regex(ID_PATTERN, 'an id is 6 to 32 characters of a–z and 0–9');

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const NAME_RULE =
  'a name is 1 to 32 lower-case letters, digits and single hyphens, and begins with a letter, such as "microsoft"';

/** Of a network or an endpoint. */
export const nameSchema = refined((name) => (NAME.test(name) && name.length <= 32 ? null : NAME_RULE));

/** Of a tenant: also the name of its namespaces. */
export const tenantNameSchema = refined((name) =>
  NAME.test(name) && name.length <= 32 ? badNamespaceName(name) : NAME_RULE,
);

export const prefixSchema = refined((prefix) =>
  /^[a-z][a-z0-9]{0,4}$/.test(prefix)
    ? null
    : 'a prefix is 1 to 5 lower-case letters and digits and begins with a letter, such as "msft": device names of 15 bytes begin with it',
);

export const hostNameSchema = refined((name) =>
  /^[a-zA-Z0-9](?:[a-zA-Z0-9.-]{0,61}[a-zA-Z0-9])?$/.test(name)
    ? null
    : 'a host name is 1 to 63 letters, digits, "." and "-", and begins and ends with a letter or digit, such as "node01"',
);

/** What SSH connects to: an address or a DNS name. */
export const hostAddressSchema = refined((text) => {
  if (parseAddress(text)) return null;
  const numeric = /^[0-9.]+$/.test(text) || /^0x/i.test(text);
  const dns =
    /^(?=.{1,253}$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
  return !numeric && dns.test(text)
    ? null
    : 'an address is IPv4, IPv6 or a DNS name, such as 198.18.0.1 or node01.example.net';
});

export const userSchema = refined((name) =>
  /^[a-z_][a-z0-9_-]{0,31}$/.test(name)
    ? null
    : 'a user name is lower-case letters, digits, "_" and "-", such as "root"',
);

const portSchema = z.number().int().min(1).max(65535);

export const keyPathSchema = refined((path) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  /^(?:\/|~\/)[^\u0000-\u001f\u007f\u2028\u2029]{1,254}$/.test(path)
    ? null
    : 'a key file is an absolute path on the machine that runs Overlane, such as /root/.ssh/id_ed25519',
);

/**
 * How Overlane proves itself to a host. `generated` is a key pair that Overlane made and keeps sealed: the one with this
 * id, or the installation's where none is named.
 */
export const hostKeySourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent') }),
  z.strictObject({ kind: z.literal('file'), path: keyPathSchema }),
  z.strictObject({ kind: z.literal('generated'), id: id.optional() }),
]);

/** OpenSSH's form of a host key's fingerprint. */
export const fingerprintSchema = z
  .string()
  .regex(
    /^SHA256:[A-Za-z0-9+/]{43}$/,
    'a fingerprint is SHA256: and 43 characters, as ssh-keygen -l prints it',
  );

const addressSchema = refined((text) =>
  parseAddress(text)?.text === text
    ? null
    : 'an address is written in full and canonical form, such as 10.1.0.4 or 2001:db8::4',
);
const subnetSchema = refined((text) =>
  parseSubnet(text)?.text === text
    ? null
    : 'a subnet is a network address and its length, such as 10.1.0.0/24 or 2001:db8::/64',
);
const deviceSchema = refined(badDeviceName);
const macSchema = refined((text) =>
  parseMac(text) === text ? null : 'a MAC is unicast and in lower case, such as 02:4f:1e:90:11:04',
);

export const hostSchema = z.strictObject({
  id,
  name: hostNameSchema,
  address: hostAddressSchema,
  port: portSchema,
  user: userSchema,
  key: hostKeySourceSchema,
  /** The pinned host key, or null: then nothing is sent to the host. */
  hostKey: fingerprintSchema.nullable(),
  /** The host through whose connection this one is reached. Left out: directly. */
  jump: id.optional(),
  /** The device and the VTEP address on it, or null until somebody chose one of what the host has. */
  underlay: z.strictObject({ device: deviceSchema, address: addressSchema }).nullable(),
});

/** "As found": what a network's bridge and VXLAN interface have on one host, kept instead of what Overlane would choose. */
export const foundPresenceSchema = z.strictObject({
  /**
   * true: people made both devices; Overlane may take them over where they carry no mark, leaves ARP, `addrgenmode`
   * and addresses on the host's side as they are, and gives the devices back instead of deleting them.
   */
  adopted: z.boolean().optional(),
  bridge: deviceSchema.optional(),
  vxlan: deviceSchema.optional(),
  /** false: the VXLAN interface was made without `local`. */
  local: z.boolean().optional(),
  /** false: the VXLAN interface was made without `dev`; routes decide where its packets leave. */
  device: z.boolean().optional(),
  /** UDP port, for all hosts of the network: both ends of a tunnel must agree. Left out: the fabric's. */
  port: portSchema.optional(),
  /** Bytes, for both devices; null: whatever they have. */
  mtu: z.number().int().min(68).max(65535).nullable().optional(),
  /** false: the MACs of bridge and VXLAN interface are whatever they are. */
  mac: z.boolean().optional(),
});

export const networkSchema = z.strictObject({
  id,
  name: nameSchema,
  vni: z.number().int().min(1).max(VNI_MAX),
  subnets: z.array(subnetSchema).min(1).max(8),
  bridge: deviceSchema,
  vxlan: deviceSchema,
  /** Bytes; null: as large as the underlay of all its hosts carries. */
  mtu: z.number().int().min(68).max(65535).nullable(),
  /** Per host id. */
  found: z.record(id, foundPresenceSchema),
});

export const interfaceSchema = z.strictObject({
  networkId: id,
  /** Without prefix length: that is the subnet's. */
  addresses: z.array(addressSchema).min(1).max(16),
  /** null: as found. */
  mac: macSchema.nullable(),
  hostEnd: deviceSchema,
  namespaceEnd: deviceSchema,
  /** true: the MTU of the pair stays as found. */
  foundMtu: z.boolean(),
  /** true: people made the pair and its namespace; they are treated as `adopted` devices of a network are. */
  adopted: z.boolean().optional(),
});

export const endpointSchema = z.strictObject({
  id,
  hostId: id,
  /** null for the tenant's first endpoint on a host. */
  name: nameSchema.nullable(),
  namespace: refined(badNamespaceName),
  interfaces: z.array(interfaceSchema).min(1).max(16),
});

export const tenantSchema = z.strictObject({
  id,
  name: tenantNameSchema,
  prefix: prefixSchema,
  color: z
    .number()
    .int()
    .min(0)
    .max(TENANT_COLORS - 1),
  networks: z.array(networkSchema).max(64),
  endpoints: z.array(endpointSchema).max(10_000),
});

export const vxlanSettingsSchema = z.strictObject({ port: portSchema });

/** What is done about drift: told and left to people, or put right at once. */
export const driftPolicySchema = z.enum(['report', 'repair']);

export const intentSchema = z.strictObject({
  /** Raised by one with every committed change. */
  revision: z.number().int().min(0),
  vxlan: vxlanSettingsSchema,
  drift: driftPolicySchema,
  hosts: z.array(hostSchema),
  tenants: z.array(tenantSchema),
});

export type Host = z.infer<typeof hostSchema>;
export type HostKeySource = z.infer<typeof hostKeySourceSchema>;
export type Underlay = NonNullable<Host['underlay']>;
export type FoundPresence = z.infer<typeof foundPresenceSchema>;
export type Network = z.infer<typeof networkSchema>;
export type Interface = z.infer<typeof interfaceSchema>;
export type Endpoint = z.infer<typeof endpointSchema>;
export type Tenant = z.infer<typeof tenantSchema>;
export type DriftPolicy = z.infer<typeof driftPolicySchema>;
export type Intent = z.infer<typeof intentSchema>;

/** The hosts on which a network is present: those of its endpoints. */
export function hostsOfNetwork(tenant: Tenant, networkId: string): string[] {
  const ids = new Set<string>();
  for (const endpoint of tenant.endpoints) {
    if (endpoint.interfaces.some((i) => i.networkId === networkId)) ids.add(endpoint.hostId);
  }
  return [...ids];
}

/** UDP port of a network: as found where it was adopted, else the fabric's. */
export function portOfNetwork(network: Network, fabricPort: number): number {
  const found = Object.values(network.found).find(({ port }) => port !== undefined);
  return found?.port ?? fabricPort;
}

/** `microsoft@node01`, or `microsoft/web@node01` for a named endpoint. */
export function endpointLabel(tenant: Tenant, endpoint: Endpoint, hosts: readonly Host[]): string {
  const host = hosts.find((h) => h.id === endpoint.hostId)?.name ?? '?';
  return endpoint.name === null ? `${tenant.name}@${host}` : `${tenant.name}/${endpoint.name}@${host}`;
}
