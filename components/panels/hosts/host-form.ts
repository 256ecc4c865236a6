import { newId } from '@/server/model/ids';
import {
  type Host,
  type HostKeySource,
  hostAddressSchema,
  hostNameSchema,
  type Intent,
  keyPathSchema,
  userSchema,
} from '@/server/model/intent';
import { proposeHost } from '@/server/model/propose';

export type HostFields = {
  name: string;
  address: string;
  port: string;
  user: string;
  /** `own`: a generated key of this host alone. */
  keyKind: HostKeySource['kind'] | 'own';
  /** Of a key of its own. */
  keyId: string;
  keyPath: string;
  /** The id of the host that it is reached through, or nothing. */
  jump: string;
};

export function firstFields(): HostFields {
  return {
    name: '',
    address: '',
    port: '22',
    user: 'root',
    keyKind: 'agent',
    keyId: newId(),
    keyPath: '',
    jump: '',
  };
}

export type HostFaults = Partial<Record<keyof HostFields, string>>;

/** The first sentence of what is wrong, or undefined. */
function wrong(
  schema: { safeParse(value: unknown): { success: boolean; error?: { issues: { message: string }[] } } },
  text: string,
) {
  const parsed = schema.safeParse(text);
  return parsed.success ? undefined : capital(parsed.error?.issues[0]?.message ?? 'This cannot be.');
}

export function checkHost(fields: HostFields, intent: Intent): HostFaults {
  const port = Number(fields.port);
  const name = fields.name.trim();
  const address = fields.address.trim();
  const faults: HostFaults = {
    name:
      wrong(hostNameSchema, name) ??
      (intent.hosts.some((host) => host.name === name)
        ? `There is a host called ${name} already.`
        : undefined),
    address:
      wrong(hostAddressSchema, address) ??
      (intent.hosts.some((host) => host.address === address && host.port === port)
        ? `${address} port ${port} is there already.`
        : undefined),
    port:
      Number.isInteger(port) && port >= 1 && port <= 65_535
        ? undefined
        : 'A port is a number from 1 to 65535.',
    user: wrong(userSchema, fields.user.trim()),
    keyPath: fields.keyKind === 'file' ? wrong(keyPathSchema, fields.keyPath.trim()) : undefined,
  };
  return Object.fromEntries(Object.entries(faults).filter(([, sentence]) => sentence !== undefined));
}

/** The host that the fields describe, with the key that was pinned. */
export function hostOf(fields: HostFields, hostKey: string): Host {
  const proposed = proposeHost({
    name: fields.name.trim(),
    address: fields.address.trim(),
    port: Number(fields.port),
    user: fields.user.trim(),
  });
  const jump = fields.jump === '' ? {} : { jump: fields.jump };
  return { ...proposed, key: keyOf(fields), hostKey, ...jump };
}

function keyOf({ keyKind, keyId, keyPath }: HostFields): HostKeySource {
  switch (keyKind) {
    case 'file':
      return { kind: 'file', path: keyPath.trim() };
    case 'own':
      return { kind: 'generated', id: keyId };
    default:
      return { kind: keyKind };
  }
}

/** A name from an address: `node01` of `node01.example.net`, nothing of a bare address. */
export function nameFromAddress(address: string): string {
  if (/^[0-9.]+$/.test(address) || address.includes(':')) return '';
  return address.split('.')[0] ?? '';
}

/** Lines that print the same fingerprint by another way: over the network from elsewhere, and on the host itself. */
export function compareCommands(
  address: string,
  port: number,
  type: string,
): { elsewhere: string; there: string } {
  return {
    elsewhere: `ssh-keyscan -p ${port} ${address} 2>/dev/null | ssh-keygen -lf -`,
    there: `ssh-keygen -lf /etc/ssh/ssh_host_${algorithmOf(type)}_key.pub`,
  };
}

function algorithmOf(type: string): string {
  if (type.includes('ed25519')) return 'ed25519';
  return type.startsWith('ecdsa') ? 'ecdsa' : 'rsa';
}

function capital(text: string): string {
  const sentence = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
