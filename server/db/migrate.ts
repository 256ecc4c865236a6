import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrismaLibSql } from '@prisma/adapter-libsql';

/** One raw connection, as the driver adapter gives it. */
export type Connection = Awaited<ReturnType<PrismaLibSql['connect']>>;

/** Migrations could not be applied; the sentence names which and what to do. */
export class MigrationError extends Error {
  readonly code: 'changed' | 'newer' | 'unfinished' | 'failed';
  constructor(code: MigrationError['code'], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'MigrationError';
    this.code = code;
  }
}

/** As Prisma's schema engine makes it on SQLite, so that `prisma migrate deploy` can go next. */
const HISTORY = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Applies the migrations of `folder` that the database does not have, each in one transaction with its row of history.
 * @returns the names of those applied
 * @throws MigrationError
 */
export async function migrate(adapter: Connection, folder = migrationsFolder()): Promise<string[]> {
  await adapter.executeScript(HISTORY);
  const migrations = readMigrations(folder);
  const applied = await history(adapter);
  refuseStrangeHistory(migrations, applied);
  const due = migrations.filter((migration) => !applied.has(migration.name));
  for (const migration of due) await apply(adapter, migration);
  return due.map((migration) => migration.name);
}

/** The program is started in its clone; a bundle's own place says nothing about it. */
function migrationsFolder(): string {
  return join(process.cwd(), 'prisma', 'migrations');
}

function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

type Applied = Map<string, { checksum: string; finished: boolean }>;

async function history(adapter: Connection): Promise<Applied> {
  const { rows } = await adapter.queryRaw({
    sql: 'SELECT "migration_name", "checksum", "finished_at" FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL',
    args: [],
    argTypes: [],
  });
  return new Map(
    rows.map((row) => [String(row[0]), { checksum: String(row[1]), finished: row[2] !== null }] as const),
  );
}

function refuseStrangeHistory(migrations: Migration[], applied: Applied): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const [name, { checksum, finished }] of applied) {
    const migration = known.get(name);
    if (!migration) {
      throw new MigrationError(
        'newer',
        `The database was used by a newer Overlane (it has the migration ${name}): start that version, or restore an older backup.`,
      );
    }
    if (!finished) {
      throw new MigrationError(
        'unfinished',
        `The migration ${name} was begun by another program and not finished: restore a backup, or resolve it with "prisma migrate resolve".`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new MigrationError(
        'changed',
        `The migration ${name} differs from the one that this database was made with: put prisma/migrations back as it was released.`,
      );
    }
  }
}

async function apply(adapter: Connection, { name, sql, checksum }: Migration): Promise<void> {
  const started = Date.now();
  // The schema engine keeps times on SQLite as milliseconds. The name comes from our own folder and is checked all the same.
  if (!/^[A-Za-z0-9_]+$/.test(name))
    throw new MigrationError('failed', `"${name}" is no name of a migration.`);
  const row = `INSERT INTO "_prisma_migrations"
    ("id", "checksum", "started_at", "finished_at", "migration_name", "applied_steps_count")
    VALUES ('${randomUUID()}', '${checksum}', ${started}, ${started}, '${name}', 1);`;
  try {
    // An error leaves the transaction open; the driver rolls it back.
    await adapter.executeScript(`BEGIN IMMEDIATE;\n${sql}\n${row}\nCOMMIT;`);
  } catch (cause) {
    throw new MigrationError('failed', `The migration ${name} failed and was rolled back.`, { cause });
  }
}
