import { signInByPasskey } from '@/server/api/sign-in-passkey';

export const dynamic = 'force-dynamic';

export const POST = signInByPasskey;
