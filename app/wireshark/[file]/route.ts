import { wiresharkAsset } from '@/server/api/wireshark-asset';

export const dynamic = 'force-dynamic';

const handle = async (request: Request, { params }: { params: Promise<{ file: string }> }) =>
  wiresharkAsset(request, (await params).file);

export { handle as GET, handle as HEAD };
