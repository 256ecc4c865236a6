import packageJson from '@/package.json';
import { metrics } from '@/server/api/metrics/metrics';

export const dynamic = 'force-dynamic';

export const GET = (request: Request): Promise<Response> => metrics(request, packageJson.version);
