import { captureDownload } from '@/server/api/capture-download';

export const dynamic = 'force-dynamic';

const handle = async (request: Request, { params }: { params: Promise<{ id: string }> }) =>
  captureDownload(request, (await params).id);

export { handle as GET, handle as HEAD };
