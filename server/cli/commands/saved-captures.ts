import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bytesText } from '../../model/bytes-text';
import { ID_PATTERN } from '../../model/ids';
import { type Client, download } from '../client';
import { Failure } from '../failure';
import { age, plain, table } from '../print';

export type SavedCapturesOptions = { get?: string; remove?: string; write?: string };

/**
 * What the server has saved of captures, its download, or its deletion.
 * @throws Failure
 */
export async function savedCaptures(
  client: Client,
  { get, remove, write }: SavedCapturesOptions,
): Promise<{ data: unknown; text: string }> {
  if (get !== undefined) return fetched(get, write ?? `${get}.pcapng`);
  if (remove !== undefined) {
    await client.capture.remove.mutate({ id: remove });
    return { data: { removed: remove }, text: `${plain(remove)} is deleted` };
  }
  const data = await client.capture.list.query();
  const { captures, used, limits } = data;
  const rows = captures.map(({ id, at, actor, tenant, place, filter, packets, size, expiresAt }) => [
    id,
    `${age(Date.now() - at)} ago`,
    plain(actor),
    plain(tenant),
    plain(place),
    plain(filter),
    String(packets),
    bytesText(size),
    expiresAt === null ? 'runs now' : `in ${age(expiresAt - Date.now())}`,
  ]);
  const heads = ['ID', 'WHEN', 'WHO', 'TENANT', 'WHERE', 'WHAT', 'FRAMES', 'SIZE', 'EXPIRES'];
  const room = `${bytesText(used.all)} of ${bytesText(limits.totalBytes)} used; each is kept for ${limits.hours} hours`;
  return { data, text: captures.length === 0 ? 'nothing is saved' : `${table(heads, rows)}\n\n${room}` };
}

async function fetched(id: string, path: string): Promise<{ data: unknown; text: string }> {
  if (!ID_PATTERN.test(id)) throw new Failure('no-capture', `${plain(id)} is no id of a capture`);
  const answer = await download(`/api/captures/${id}`);
  if (!answer.ok || !answer.body) throw new Failure('no-capture', plain((await answer.text()).trim()));
  const file = createWriteStream(path, { mode: 0o600 });
  try {
    await pipeline(Readable.fromWeb(answer.body as never), file);
  } catch (error) {
    throw new Failure('no-file', `cannot write ${path}: ${(error as Error).message}`);
  }
  const bytes = file.bytesWritten;
  return { data: { id, file: path, bytes }, text: `${bytesText(bytes)} written to ${path}` };
}
