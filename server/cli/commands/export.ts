import { exportFabric } from '../../model/fabric-file/export';
import type { Client } from '../client';

export async function exportFile(client: Client): Promise<{ data: unknown; text: string }> {
  const { intent } = await client.intent.get.query();
  return { data: intent, text: exportFabric(intent).trimEnd() };
}
