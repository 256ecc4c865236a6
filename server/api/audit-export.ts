import { actorOf } from '../auth/principal';
import { roleSuffices } from '../auth/role';
import { auditFile } from '../intent/audit-log';
import { record } from '../intent/record';
import { makeContext } from './context';
import { recordRefusal } from './refusal-log';

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** `GET /api/audit/export`: the whole audit log as lines of JSON, for an admin. */
export async function exportAudit(request: Request): Promise<Response> {
  const answer = new Headers(HEADERS);
  const { principal, strange, from } = await makeContext(request, answer);
  const allowed = strange === null && principal !== null && roleSuffices(principal.role, 'admin');
  if (!allowed || !principal) {
    const sentence = strange ?? 'Exporting the audit log needs the role admin.';
    await recordRefusal({
      actor: principal?.name ?? 'nobody',
      from,
      action: 'audit.export',
      subject: 'audit log',
      sentence,
      outcome: 'refused',
    });
    const status = strange === null && !principal ? 401 : 403;
    return new Response(`${sentence}\n`, { status, headers: HEADERS });
  }
  await record({
    ...actorOf(principal),
    action: 'audit.export',
    subject: 'audit log',
    sentence: 'exported the audit log',
    outcome: 'done',
  });
  answer.set('content-type', 'application/x-ndjson; charset=utf-8');
  const day = new Date().toISOString().slice(0, 10);
  answer.set('content-disposition', `attachment; filename="overlane-audit-${day}.jsonl"`);
  return new Response(streamOf(auditFile()), { headers: answer });
}

function streamOf(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
