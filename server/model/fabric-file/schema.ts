import { z } from 'zod';
import { parseAddress, parseSubnet } from '../address';
import { badDeviceName } from '../device-name';
import {
  driftPolicySchema,
  fingerprintSchema,
  hostAddressSchema,
  hostNameSchema,
  keyPathSchema,
  nameSchema,
  prefixSchema,
  tenantNameSchema,
  userSchema,
} from '../intent';
import { parseMac } from '../mac';
import { VNI_MAX } from '../vxlan';

const port = z.number('a UDP or TCP port is a number from 1 to 65535').int().min(1).max(65535);

const device = z.string().superRefine((name, context) => {
  const bad = badDeviceName(name);
  if (bad !== null) context.addIssue({ code: 'custom', message: bad });
});
const address = z
  .string('an address is text, such as 10.1.0.4')
  .refine(
    (text) => parseAddress(text) !== null,
    'an address is IPv4 or IPv6 in full, such as 10.1.0.4 or 2001:db8::4',
  )
  .transform((text) => parseAddress(text)?.text ?? text);
const subnet = z
  .string('a subnet is text, such as 10.1.0.0/24')
  .refine(
    (text) => parseSubnet(text) !== null,
    'a subnet is a network address and its length with all host bits zero, such as 10.1.0.0/24',
  )
  .transform((text) => parseSubnet(text)?.text ?? text);
const mac = z
  .string()
  .refine((text) => parseMac(text) !== null, 'a MAC is unicast, such as 02:4f:1e:90:11:04')
  .transform((text) => parseMac(text) ?? text);

const hostEntry = z.strictObject({
  address: hostAddressSchema,
  port: port.optional(),
  user: userSchema.optional(),
  /** `own`: a key that Overlane makes for this host alone. */
  key: z.union([z.enum(['agent', 'generated', 'own']), keyPathSchema]).optional(),
  /** The name of the host that it is reached through. */
  jump: hostNameSchema.optional(),
  host_key: fingerprintSchema.optional(),
  underlay: z.strictObject({ device, address }).optional(),
});

const networkEntry = z.strictObject({
  vni: z
    .number(`a VNI is a number from 1 to ${VNI_MAX}`)
    .int()
    .min(1, `a VNI is a number from 1 to ${VNI_MAX}`)
    .max(VNI_MAX, `a VNI is a number from 1 to ${VNI_MAX}`),
  subnets: z.array(subnet).min(1, 'a network needs at least one subnet').max(8),
  mtu: z.number().int().min(576).max(65535).optional(),
});

const interfaceEntry = z
  .strictObject({
    network: nameSchema,
    address: address.optional(),
    addresses: z.array(address).min(1).max(16).optional(),
    mac: mac.optional(),
  })
  .refine((entry) => !(entry.address && entry.addresses), 'give either `address` or `addresses`, not both');

const endpointEntry = z
  .strictObject({
    host: hostNameSchema,
    name: nameSchema.optional(),
    network: nameSchema.optional(),
    address: address.optional(),
    addresses: z.array(address).min(1).max(16).optional(),
    mac: mac.optional(),
    interfaces: z.array(interfaceEntry).min(1).max(16).optional(),
  })
  .superRefine((entry, context) => {
    const short = entry.network ?? entry.address ?? entry.addresses ?? entry.mac;
    if (entry.interfaces && short !== undefined) {
      context.addIssue({
        code: 'custom',
        message: 'give either `interfaces` or `network` with an address, not both',
      });
    } else if (!entry.interfaces && !entry.network) {
      context.addIssue({
        code: 'custom',
        message: 'an endpoint needs a `network`, or `interfaces` for several',
      });
    } else if (entry.address && entry.addresses) {
      context.addIssue({ code: 'custom', message: 'give either `address` or `addresses`, not both' });
    }
  });

const tenantEntry = z.strictObject({
  prefix: prefixSchema.optional(),
  networks: z.record(nameSchema, networkEntry),
  endpoints: z.array(endpointEntry).max(10_000).optional(),
});

/**
 * A fabric as people write it. A section that is missing (`vxlan`, `drift`, `hosts`, `tenants`) says nothing and leaves that
 * part of the fabric as it is; a section that is there is the whole truth about its part.
 */
export const fabricFileSchema = z.strictObject({
  vxlan: z.strictObject({ port }).optional(),
  drift: driftPolicySchema.optional(),
  hosts: z.record(hostNameSchema, hostEntry).optional(),
  tenants: z.record(tenantNameSchema, tenantEntry).optional(),
});

export type FabricFile = z.infer<typeof fabricFileSchema>;
export type HostEntry = z.infer<typeof hostEntry>;
export type TenantEntry = z.infer<typeof tenantEntry>;
export type EndpointEntry = z.infer<typeof endpointEntry>;
