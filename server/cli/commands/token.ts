import type { Client } from '../client';
import { Failure } from '../failure';
import { age, table } from '../print';

type Answer = { data: unknown; text: string };
export type TokenOptions = { role: string; days: string; tenants?: string };

const ROLES = ['viewer', 'operator', 'admin'] as const;

export async function tokenList(client: Client): Promise<Answer> {
  const [tokens, { intent }] = await Promise.all([client.tokens.list.query(), client.intent.get.query()]);
  const names = new Map(intent.tenants.map(({ id, name }) => [id, name]));
  const now = Date.now();
  return {
    data: tokens,
    text: table(
      ['NAME', 'ROLE', 'TENANTS', 'OWNER', 'ENDS', 'LAST USED', 'FROM'],
      tokens.map(({ name, role, tenants, owner, expiresAt, lastUsedAt, lastUsedFrom }) => [
        ...[name, role, tenants?.map((id) => names.get(id) ?? id).join(',') ?? 'all'],
        ...[owner, `in ${age(expiresAt - now)}`],
        lastUsedAt === null ? 'never' : `${age(Math.max(0, now - lastUsedAt))} ago`,
        lastUsedFrom ?? '',
      ]),
    ),
  };
}

export async function tokenCreate(client: Client, name: string, options: TokenOptions): Promise<Answer> {
  const role = ROLES.find((one) => one === options.role);
  if (!role) throw new Failure('bad-role', `--role takes ${ROLES.join(', ')}`);
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > 365)
    throw new Failure('bad-days', '--days takes a whole number from 1 to 365');
  const tenants = options.tenants === undefined ? null : await tenantIds(client, options.tenants);
  const made = await client.tokens.create.mutate({ name, role, days, tenants });
  return { data: made, text: made.token };
}

async function tenantIds(client: Client, names: string): Promise<string[]> {
  const { intent } = await client.intent.get.query();
  return names.split(',').map((name) => {
    const tenant = intent.tenants.find((one) => one.name === name.trim());
    if (!tenant) throw new Failure('no-tenant', `there is no tenant ${name.trim()}`);
    return tenant.id;
  });
}

export async function tokenRevoke(client: Client, name: string): Promise<Answer> {
  const tokens = await client.tokens.list.query();
  const fits = tokens.filter((token) => token.id === name || token.name === name);
  const [token] = fits;
  if (!token) throw new Failure('no-token', `there is no token ${name}`);
  if (fits.length > 1) {
    const ids = fits.map(({ id, owner }) => `${id} of ${owner}`);
    throw new Failure('two-tokens', `several tokens are called ${name}: name one by its id`, ids);
  }
  await client.tokens.revoke.mutate({ id: token.id });
  return { data: { revoked: token.id }, text: `${token.name} of ${token.owner} is revoked` };
}
