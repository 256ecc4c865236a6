import { followViewLink } from '@/server/api/view-link';

export const dynamic = 'force-dynamic';

export const GET = followViewLink;
