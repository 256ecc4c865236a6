import { signInByPassword } from '@/server/api/sign-in';

export const dynamic = 'force-dynamic';

export const POST = signInByPassword;
