import { z } from 'zod';
import { ChainCheck, type ChainFault, type Sha256 } from './audit-chain';

/**
 * An export of the audit log, as lines of JSON: a first line that says what it is, the rows from the oldest on, and a
 * last line with the hash of all lines before it and the seal of the installation that wrote it.
 */
export const AUDIT_FILE_VERSION = 1;

export const auditFileHead = z.object({
  overlaneAudit: z.literal(AUDIT_FILE_VERSION),
  fabric: z.string(),
  /** Milliseconds since the epoch. */
  exportedAt: z.number(),
});

const origin = z
  .object({ address: z.string().nullable(), via: z.string().nullable(), id: z.string().nullable() })
  .nullable();

const fileRow = z.object({
  id: z.number().int(),
  at: z.number(),
  lastAt: z.number(),
  count: z.number().int(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  sentence: z.string(),
  outcome: z.string(),
  detail: z.unknown(),
  tenantIds: z.array(z.string()),
  hostIds: z.array(z.string()),
  from: origin,
  foldKey: z.string(),
  previous: z.string(),
  hash: z.string(),
});

export const auditFileEnd = z.object({
  rows: z.number().int(),
  lastId: z.number().int(),
  hash: z.string(),
  digest: z.string(),
  seal: z.string(),
});
export type AuditFileEnd = z.infer<typeof auditFileEnd>;

export type AuditFileVerdict = {
  rows: number;
  /** null: the file does not end as one does. */
  end: AuditFileEnd | null;
  faults: ChainFault[];
};

const MOST_FAULTS = 20;

/** Checks a file with nothing but what is in it. `digestOf`: SHA-256 over texts one after another, hex. */
export async function checkAuditFile(
  lines: AsyncIterable<string>,
  sha256: Sha256,
  digest: { add(text: string): void; end(): string },
): Promise<AuditFileVerdict> {
  const check = new ChainCheck(sha256);
  const faults: ChainFault[] = [];
  let number = 0;
  let rows = 0;
  let end: AuditFileEnd | null = null;
  const tell = (sentence: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ id: check.lastId, sentence });
  };
  for await (const line of lines) {
    if (line === '' && end) continue;
    number += 1;
    if (end) {
      tell(`line ${number} stands behind the end`);
      break;
    }
    const value = parsed(line);
    if (number === 1) {
      if (!auditFileHead.safeParse(value).success) {
        tell('the first line does not say that this is an audit log of Overlane');
        break;
      }
    } else if (value !== null && typeof value === 'object' && 'end' in value) {
      const told = auditFileEnd.safeParse(value.end);
      if (!told.success) {
        tell(`line ${number} is no end`);
        break;
      }
      end = told.data;
      continue;
    } else {
      const row = fileRow.safeParse(value);
      if (row.success) {
        rows += 1;
        for (const fault of check.take({ ...row.data, from: row.data.from as never }))
          if (faults.length < MOST_FAULTS) faults.push(fault);
      } else tell(`line ${number} is no row`);
    }
    digest.add(`${line}\n`);
  }
  if (!end) {
    if (faults.length === 0) tell('the end is missing: the file was cut off');
    return { rows, end, faults };
  }
  if (end.rows !== rows) tell(`the end tells of ${end.rows} rows, and ${rows} are there`);
  if (end.hash !== check.hash || end.lastId !== check.lastId)
    tell('the last row is not the one that the end tells of');
  if (end.digest !== digest.end()) tell('a line is not as it was exported');
  return { rows, end, faults };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
