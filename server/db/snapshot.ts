import { PrismaLibSql } from '@prisma/adapter-libsql';
import { databaseFile } from './folder';

/** Milliseconds to wait for another process that holds the database. */
const BUSY_MS = 5_000;

type Connection = Awaited<ReturnType<PrismaLibSql['connect']>>;

const connect = (file: string) => new PrismaLibSql({ url: `file:${file}`, timeout: BUSY_MS }).connect();

/**
 * Copies the database of a data folder as it is at one moment into a new file, while others read and write it.
 * @returns what the copy is of
 * @throws Error where there is none, the file cannot be written, or the copy is damaged
 */
export async function snapshotDatabase(
  folder: string,
  file: string,
): Promise<{ fabric: string; revision: number }> {
  const from = await connect(databaseFile(folder));
  try {
    // One read transaction: in WAL mode it neither waits for writers nor holds them up.
    await from.executeRaw({
      sql: 'VACUUM INTO ?',
      args: [file],
      argTypes: [{ scalarType: 'string', arity: 'scalar' }],
    });
  } finally {
    await from.dispose();
  }
  const copy = await connect(file);
  try {
    const faults = await databaseFaults(copy);
    if (faults.length > 0) throw new Error(`the database is damaged: ${faults.join('; ')}`);
    const { rows } = await copy.queryRaw({ sql: 'SELECT id, revision FROM Fabric', args: [], argTypes: [] });
    return { fabric: String(rows[0]?.[0] ?? ''), revision: Number(rows[0]?.[1] ?? 0) };
  } finally {
    await copy.dispose();
  }
}

/** Takes the log of a database that nobody works on into its file, so that the file alone is all of it. */
export async function foldLog(folder: string): Promise<void> {
  const connection = await connect(databaseFile(folder));
  try {
    await connection.queryRaw({ sql: 'PRAGMA wal_checkpoint(TRUNCATE)', args: [], argTypes: [] });
  } finally {
    await connection.dispose();
  }
}

/** Faults that are told of one file; a page that is lost makes thousands. */
const MOST_FAULTS = 5;

/** What SQLite finds wrong with a database: pages, indexes, references. None: it is whole. */
export async function databaseFaults(connection: Connection): Promise<string[]> {
  try {
    const checked = await connection.queryRaw({
      sql: `PRAGMA integrity_check(${MOST_FAULTS})`,
      args: [],
      argTypes: [],
    });
    const words = checked.rows.map((row) => String(row[0]));
    if (words.length !== 1 || words[0] !== 'ok') return words;
    const dangling = await connection.queryRaw({ sql: 'PRAGMA foreign_key_check', args: [], argTypes: [] });
    return dangling.rows
      .slice(0, MOST_FAULTS)
      .map(([table, row, parent]) => `row ${row} of ${table} refers to a row of ${parent} that is not there`);
  } catch (error) {
    // A header or schema that cannot be read is told by an error.
    return [error instanceof Error ? error.message : String(error)];
  }
}
