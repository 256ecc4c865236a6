import { exportAudit } from '@/server/api/audit-export';

export const dynamic = 'force-dynamic';

export const GET = exportAudit;
