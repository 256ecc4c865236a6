import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { checkAuditFile } from '../../model/audit-file';
import { type Client, readRoute } from '../client';
import { Failure } from '../failure';
import { plain } from '../print';

type Answer = { data: unknown; text: string; bad?: boolean };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The log of the server, row by row; bad where anything is not as it was written. */
export async function auditVerify(client: Client): Promise<Answer> {
  const verdict = await client.audit.verify.mutate();
  const { rows, faults, hash } = verdict;
  return {
    data: verdict,
    text:
      faults.length === 0
        ? `the audit log is whole: ${rows} rows, the last hash is ${hash}`
        : told('the audit log is not as it was written:', faults),
    bad: faults.length > 0,
  };
}

/**
 * An export: by itself, and, where a server answers, whether that server wrote it and still has what it tells of.
 * @throws Failure where there is no such file
 */
export async function auditVerifyFile(path: string, connect: () => Client): Promise<Answer> {
  const digest = createHash('sha256');
  const hashed = { add: (text: string) => void digest.update(text), end: () => digest.digest('hex') };
  const { rows, end, faults } = await checkAuditFile(linesOf(path), sha256, hashed);
  if (faults.length > 0 || !end) {
    return {
      data: { rows, faults, server: null },
      text: told(`${path} is not as it was exported:`, faults),
      bad: true,
    };
  }
  const whole = `${path} is whole: ${rows} rows, the last hash is ${end.hash}`;
  const server = await asked(end, connect);
  const data = { rows, faults, hash: end.hash, server };
  if ('unasked' in server) {
    return {
      data,
      text: `${whole}\nno server was asked whether it wrote the file (${server.unasked}): without that, it may have been written anew as a whole`,
    };
  }
  if (server.faults.length === 0)
    return { data, text: `${whole}\nthe server wrote it, and its log goes on from it` };
  return {
    data,
    text: [whole, 'but:', ...server.faults.map((line) => `  ${plain(line)}`)].join('\n'),
    bad: true,
  };
}

async function asked(end: Parameters<Client['audit']['checkExport']['query']>[0], connect: () => Client) {
  try {
    return await connect().audit.checkExport.query(end);
  } catch (error) {
    return { unasked: error instanceof Error ? error.message : String(error) };
  }
}

/** Prints the log as lines of JSON, as it comes. */
export async function auditExport(write: (text: string) => void): Promise<Answer> {
  const decoder = new TextDecoder();
  for await (const chunk of await readRoute('/api/audit/export'))
    write(decoder.decode(chunk, { stream: true }));
  return { data: null, text: '' };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const input = path === '-' ? process.stdin : createReadStream(path);
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (error) {
    throw new Failure('no-file', `cannot read ${path}: ${error instanceof Error ? error.message : error}`);
  }
}

function told(head: string, faults: readonly { sentence: string }[]): string {
  return [head, ...faults.map(({ sentence }) => `  ${plain(sentence)}`)].join('\n');
}
