import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignIn, type SignInReason } from '@/components/shell/sign-in';
import { visitor } from '../visitor';

export const metadata: Metadata = { title: 'Sign in' };

const REASONS: Record<string, SignInReason> = {
  used: 'used',
  ended: 'ended',
  'signed-out': 'signed-out',
  view: 'view',
};

export default async function LoginRoute({
  searchParams,
}: {
  searchParams: Promise<{ reason?: string | string[] }>;
}) {
  if (await visitor()) redirect('/');
  const { reason } = await searchParams;
  return <SignIn reason={(typeof reason === 'string' && REASONS[reason]) || null} />;
}
