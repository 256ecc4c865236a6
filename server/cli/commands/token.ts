import type { Client } from '../client';
import { Failure } from '../failure';
import { age, table } from '../print';

type Answer = { data: unknown; text: string };
export type TokenOptions = { role: string; days: string };

const ROLES = ['viewer', 'operator', 'admin'] as const;

export async function tokenList(client: Client): Promise<Answer> {
  const tokens = await client.tokens.list.query();
  const now = Date.now();
  return {
    data: tokens,
    text: table(
      ['NAME', 'ROLE', 'OWNER', 'ENDS', 'LAST USED', 'FROM'],
      tokens.map(({ name, role, owner, expiresAt, lastUsedAt, lastUsedFrom }) => [
        ...[name, role, owner, `in ${age(expiresAt - now)}`],
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
  const made = await client.tokens.create.mutate({ name, role, days });
  return { data: made, text: made.token };
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
