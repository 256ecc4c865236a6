import { chmodSync, closeSync, openSync } from 'node:fs';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { databaseFile, dataFolder, makeDataFolder } from './folder';
import { PrismaClient } from './generated/client';
import { migrate } from './migrate';
import { databaseFaults } from './snapshot';

/** It cannot be opened as it is; nothing was written to it. */
export class DatabaseDamaged extends Error {}

export type Database = PrismaClient;
/** The client inside of a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient['$transaction']>[0]>[0];

/** Milliseconds to wait for another process that holds the database. */
const BUSY_MS = 5_000;

/** One client for the process: instrumentation and route handlers get module instances of their own. */
const slot = globalThis as typeof globalThis & { __overlaneDatabase?: Database };

/**
 * Opens the database of a data folder, makes it where it is missing, and brings it to the newest migration.
 * @throws DatabaseDamaged
 * @throws MigrationError
 */
export async function openDatabase(folder: string): Promise<Database> {
  makeDataFolder(folder);
  const file = databaseFile(folder);
  // SQLite gives its log and index the mode of the database.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const factory = new PrismaLibSql({ url: `file:${file}`, timeout: BUSY_MS });
  const adapter = await factory.connect();
  try {
    const faults = await databaseFaults(adapter);
    if (faults.length > 0)
      throw new DatabaseDamaged(
        `${file} is damaged (${faults.join('; ')}): put the last backup in its place with \`overlane restore FILE\``,
      );
    // WAL stays with the file. Every connection of libsql begins with synchronous FULL and foreign keys on (its
    // compile options), which the driver's fresh connection for each transaction relies on.
    await adapter.executeScript('PRAGMA journal_mode = WAL;');
    await migrate(adapter);
  } finally {
    await adapter.dispose();
  }
  return new PrismaClient({ adapter: factory, transactionOptions: { timeout: 30_000, maxWait: 30_000 } });
}

/** Opens the process's database, once. */
export async function startDatabase(): Promise<Database> {
  slot.__overlaneDatabase ??= await openDatabase(dataFolder());
  return slot.__overlaneDatabase;
}

/** The process's database. @throws Error before startDatabase */
export function database(): Database {
  if (!slot.__overlaneDatabase) throw new Error('the database is not open yet');
  return slot.__overlaneDatabase;
}

export async function closeDatabase(): Promise<void> {
  const open = slot.__overlaneDatabase;
  slot.__overlaneDatabase = undefined;
  await open?.$disconnect();
}
