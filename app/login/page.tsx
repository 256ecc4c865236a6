import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { isSignInReason, SignIn } from '@/components/shell/sign-in';
import { passkeyPlace } from '@/server/auth/passkey';
import { providerName } from '@/server/auth/provider';
import { visitor } from '../visitor';

export const metadata: Metadata = { title: 'Sign in' };

export default async function LoginRoute({
  searchParams,
}: {
  searchParams: Promise<{ reason?: string | string[] }>;
}) {
  if (await visitor()) redirect('/');
  const { reason } = await searchParams;
  return (
    <SignIn
      reason={typeof reason === 'string' && isSignInReason(reason) ? reason : null}
      provider={providerName()}
      passkeys={passkeyPlace((await headers()).get('host')) !== null}
    />
  );
}
