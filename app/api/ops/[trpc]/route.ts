import { opsRouter } from '@/server/api/router';
import { serve } from '@/server/api/serve';

export const dynamic = 'force-dynamic';

const handle = (request: Request) => serve(request, opsRouter, '/api/ops', { views: true });

export { handle as GET, handle as POST };
