import { endProviderSignIn } from '@/server/api/sign-in-provider';

export const dynamic = 'force-dynamic';

export const GET = endProviderSignIn;
