import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditFile, exportFaults } from '../intent/audit-log';
import { foundFabric } from '../intent/found';
import { checkAuditFile } from '../model/audit-file';
import { audit } from './audit';
import { chainOldRows, keyAudit, sha256 } from './audit-chain';
import { verifyAudit } from './audit-verify';
import { database } from './client';
import type { Audit } from './generated/client';
import { temporaryDatabase } from './temporary';

let remove: () => Promise<void>;
beforeAll(async () => {
  ({ remove } = await temporaryDatabase());
  await foundFabric();
  // What has root on the machine can drop triggers too: the chain is for what they do not stop.
  for (const name of ['Audit_is_not_rewritten', 'Audit_is_not_deleted', 'AuditHead_is_not_deleted'])
    await database().$executeRawUnsafe(`DROP TRIGGER "${name}"`);
});
afterAll(() => remove());

const outcomes = ['done', 'refused', 'failed'] as const;
/** Any text a stranger may send: control characters, halves of surrogate pairs, NUL. */
const text = fc.string({ unit: 'binary', maxLength: 40 });
const entry = fc.record({
  actor: text,
  action: fc.constantFrom('change', 'ping', 'users.create'),
  subject: text,
  sentence: text,
  outcome: fc.constantFrom(...outcomes),
  detail: fc.jsonValue(),
  tenantIds: fc.array(text, { maxLength: 2 }),
  from: fc.option(
    fc.record({
      address: fc.option(fc.ipV6()),
      via: fc.constantFrom('session', 'token', null),
      id: fc.option(text),
    }),
    { nil: undefined },
  ),
});

const write = (entries: readonly Parameters<typeof audit>[1][]) =>
  database().$transaction(async (tx) => {
    for (const one of entries) await audit(tx, one);
  });

async function rewrite(rows: readonly Audit[], head: { lastId: number; hash: string; seal: string }) {
  await database().audit.deleteMany();
  await database().audit.createMany({ data: [...rows] });
  await database().auditHead.update({ where: { slot: 1 }, data: head });
}

const columns = [
  ...(['actor', 'action', 'subject', 'sentence', 'outcome', 'detail', 'tenantIds', 'hostIds'] as const),
  ...(['origin', 'foldKey', 'previous', 'hash', 'tally', 'at', 'lastAt', 'count'] as const),
];

/** Another value of the same kind. */
function changed(row: Audit, column: (typeof columns)[number]): Audit {
  const value = row[column];
  if (value instanceof Date) return { ...row, [column]: new Date(value.getTime() + 1) };
  if (typeof value === 'number') return { ...row, [column]: value + 1 };
  if (column === 'detail') return { ...row, detail: JSON.stringify([JSON.parse(value)]) };
  if (column === 'tenantIds' || column === 'hostIds')
    return { ...row, [column]: JSON.stringify([...JSON.parse(value), 'more']) };
  if (column === 'origin') return { ...row, origin: JSON.stringify({ address: '192.0.2.66' }) };
  return { ...row, [column]: `${value}x` };
}

const hand = fc.oneof(
  fc.record({
    what: fc.constant('change' as const),
    at: fc.nat(),
    column: fc.constantFrom(...columns),
  }),
  fc.record({ what: fc.constant('delete' as const), at: fc.nat(), many: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ what: fc.constant('swap' as const), at: fc.nat(), with: fc.nat() }),
  fc.record({ what: fc.constant('double' as const), at: fc.nat() }),
  fc.record({ what: fc.constant('end' as const), field: fc.constantFrom('lastId', 'hash', 'seal') }),
);

function tampered(rows: Audit[], how: ReturnType<(typeof hand)['generate']>['value']): Audit[] {
  const at = 'at' in how ? how.at % rows.length : 0;
  const row = rows[at] as Audit;
  switch (how.what) {
    case 'change':
      return rows.with(at, changed(row, how.column));
    case 'delete':
      return rows.toSpliced(at, how.many);
    case 'swap': {
      const other = rows[how.with % rows.length] as Audit;
      // Each takes the other's place: its number.
      return rows.map((one) =>
        one === row ? { ...other, id: row.id } : one === other ? { ...row, id: other.id } : one,
      );
    }
    case 'double':
      return [...rows, { ...row, id: (rows.at(-1)?.id ?? 0) + 1 }];
    case 'end':
      return rows;
  }
}

describe('the chain of the audit log', () => {
  it('holds whatever is written, refusals counted on one row included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 6 }), async (entries) => {
        await write([...entries, ...entries]);
        expect((await verifyAudit()).faults).toEqual([]);
      }),
      { numRuns: 20 },
    );
    const counted = await database().audit.count({ where: { count: { gt: 1 } } });
    expect(counted).toBeGreaterThan(0);
  });

  it('shows every row that was changed, deleted, swapped or put in, and another end', async () => {
    await rewrite([], { lastId: 0, hash: '', seal: '' });
    const entries = fc.sample(entry, { numRuns: 14, seed: 5 });
    await write(entries);
    const rows = await database().audit.findMany({ orderBy: { id: 'asc' } });
    const head = await database().auditHead.findUniqueOrThrow({ where: { slot: 1 } });
    expect(rows.length).toBeGreaterThan(5);
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(hand, async (how) => {
        fc.pre(!(how.what === 'swap' && how.at % rows.length === how.with % rows.length));
        const end =
          how.what === 'end'
            ? { ...head, [how.field]: how.field === 'lastId' ? head.lastId - 1 : `${head.seal.slice(1)}0` }
            : head;
        await rewrite(tampered(rows, how), end);
        const { faults } = await verifyAudit();
        expect(faults, JSON.stringify(how)).not.toEqual([]);
        seen.set(how.what, (seen.get(how.what) ?? 0) + 1);
      }),
      { numRuns: 150 },
    );
    expect([...seen.keys()].sort()).toEqual(['change', 'delete', 'double', 'end', 'swap']);
    await rewrite(rows, head);
    expect((await verifyAudit()).faults).toEqual([]);
  });

  it('written anew as a whole by somebody without the secret is known by its seal', async () => {
    keyAudit('another secret');
    await rewrite([], { lastId: 0, hash: '', seal: '' });
    await write(fc.sample(entry, { numRuns: 4, seed: 1 }));
    keyAudit('the secret of a test');
    const { faults } = await verifyAudit();
    expect(faults.map(({ sentence }) => sentence)).toContain(
      'the seal of the end is not of this installation',
    );
  });

  it('takes in rows that are older than it', async () => {
    await rewrite([], { lastId: 0, hash: '', seal: '' });
    await write(fc.sample(entry, { numRuns: 8, seed: 2 }));
    const rows = await database().audit.findMany({ orderBy: { id: 'asc' } });
    const old = rows.map((row) => ({ ...row, previous: '', hash: '', tally: '', origin: 'null' }));
    await rewrite(old, { lastId: 0, hash: '', seal: '' });
    expect(await chainOldRows((work) => database().$transaction(work))).toBe(rows.length);
    await write(fc.sample(entry, { numRuns: 3, seed: 3 }));
    expect((await verifyAudit()).faults).toEqual([]);
    expect(await chainOldRows((work) => database().$transaction(work))).toBe(0);
  });
});

describe('an export', () => {
  async function* of(lines: readonly string[]) {
    yield* lines;
  }
  function check(lines: readonly string[]) {
    const digest = createHash('sha256');
    const hashed = { add: (line: string) => void digest.update(line), end: () => digest.digest('hex') };
    return checkAuditFile(of(lines), sha256, hashed);
  }

  it('stands by itself, and is known again by the installation that wrote it', async () => {
    let whole = '';
    for await (const text of auditFile()) whole += text;
    const lines = whole.trimEnd().split('\n');
    const { rows, end, faults } = await check(lines);
    expect([rows, faults]).toEqual([await database().audit.count(), []]);
    if (!end) throw new Error('no end');
    expect(await exportFaults(end)).toEqual([]);

    const count = lines.length;
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom('cut', 'change', 'count', 'swap', 'late'),
        async (n, how) => {
          const at = 1 + (n % (count - 2));
          const next = 1 + ((at + 1) % (count - 2));
          const there = lines[at] ?? '';
          const other = lines[next] ?? '';
          const row = JSON.parse(there);
          const cut = {
            cut: () => lines.toSpliced(at, 1),
            change: () => lines.with(at, JSON.stringify({ ...row, actor: `${row.actor}x` })),
            count: () => lines.with(at, JSON.stringify({ ...row, count: row.count + 1 })),
            swap: () => lines.with(at, other).with(next, there),
            late: () => lines.slice(0, at),
          }[how];
          fc.pre(how !== 'swap' || at !== next);
          expect((await check(cut())).faults, how).not.toEqual([]);
        },
      ),
      { numRuns: 100 },
    );

    // Whoever writes a whole file anew cannot seal it.
    expect(await exportFaults({ ...end, digest: '0'.repeat(64) })).toHaveLength(1);
    expect(await exportFaults({ ...end, hash: '0'.repeat(64) })).toHaveLength(1);
  });
});
