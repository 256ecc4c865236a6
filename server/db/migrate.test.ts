import { createHash } from 'node:crypto';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from './client';
import { Prisma } from './generated/client';
import { type Connection, migrate } from './migrate';

const SHIPPED = 'prisma/migrations';

let folder: string;
let migrations: string;
let connection: Connection;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'overlane-test-'));
  migrations = join(folder, 'migrations');
  cpSync(SHIPPED, migrations, { recursive: true });
  connection = await new PrismaLibSql({ url: `file:${join(folder, 'test.db')}` }).connect();
});
afterEach(async () => {
  await connection.dispose();
  rmSync(folder, { recursive: true });
});

const rowsOf = async (sql: string) => (await connection.queryRaw({ sql, args: [], argTypes: [] })).rows;

function add(name: string, sql: string): void {
  mkdirSync(join(migrations, name));
  writeFileSync(join(migrations, name, 'migration.sql'), sql);
}

describe('migrations', () => {
  it('are applied once, in order, with a row of history each, as Prisma writes it', async () => {
    add('9002_more', 'CREATE TABLE "More" ("id" TEXT PRIMARY KEY);');
    expect(await migrate(connection, migrations)).toEqual([
      ...readdirSync(SHIPPED)
        .filter((name) => name !== 'migration_lock.toml')
        .sort(),
      '9002_more',
    ]);
    expect(await migrate(connection, migrations)).toEqual([]);

    const sql = readFileSync(join(SHIPPED, '0001_init/migration.sql'));
    const [row] = await rowsOf(
      'SELECT "migration_name", "checksum", "logs", "rolled_back_at", "applied_steps_count", "finished_at" >= "started_at" FROM "_prisma_migrations" ORDER BY "migration_name"',
    );
    expect(row?.map(String)).toEqual([
      '0001_init',
      createHash('sha256').update(sql).digest('hex'),
      'null',
      'null',
      '1',
      '1',
    ]);
  });

  it('that fail leave nothing behind, and are tried again', async () => {
    await migrate(connection, migrations);
    add('9002_broken', 'CREATE TABLE "Half" ("id" TEXT); CREATE TABLE "Half" ("id" TEXT);');
    await expect(migrate(connection, migrations)).rejects.toThrow('9002_broken failed and was rolled back');
    expect(await rowsOf(`SELECT "name" FROM "sqlite_master" WHERE "name" = 'Half'`)).toEqual([]);

    writeFileSync(join(migrations, '9002_broken/migration.sql'), 'CREATE TABLE "Half" ("id" TEXT);');
    expect(await migrate(connection, migrations)).toEqual(['9002_broken']);
  });

  it('that were changed after they were applied stop the start', async () => {
    await migrate(connection, migrations);
    writeFileSync(join(migrations, '0001_init/migration.sql'), 'SELECT 1;');
    await expect(migrate(connection, migrations)).rejects.toMatchObject({ code: 'changed' });
  });

  it('of a newer version stop the start', async () => {
    add('9002_more', 'CREATE TABLE "More" ("id" TEXT PRIMARY KEY);');
    await migrate(connection, migrations);
    rmSync(join(migrations, '9002_more'), { recursive: true });
    await expect(migrate(connection, migrations)).rejects.toMatchObject({ code: 'newer' });
  });

  it('that another program began and did not finish stop the start', async () => {
    await migrate(connection, migrations);
    await connection.executeScript('UPDATE "_prisma_migrations" SET "finished_at" = NULL;');
    await expect(migrate(connection, migrations)).rejects.toMatchObject({ code: 'unfinished' });
  });
});

describe('a database', () => {
  it('has every table and column of the schema, writes ahead, waits for the disk, and is its owner’s alone', async () => {
    const data = join(folder, 'data');
    const db = await openDatabase(data);
    try {
      for (const model of Object.values(Prisma.ModelName)) {
        const name = (model[0]?.toLowerCase() + model.slice(1)) as 'fabric';
        const rows = await db[name].findMany();
        // The chain of the audit log begins with its end.
        expect(rows, model).toHaveLength(model === 'AuditHead' ? 1 : 0);
      }
      await db.setting.create({ data: { key: 'a', value: '1' } });
      const pragma = async (name: string) =>
        Object.values((await db.$queryRawUnsafe<[object]>(`PRAGMA ${name}`))[0])[0];
      expect(await pragma('journal_mode')).toBe('wal');
      // 2 is FULL: a commit is on the disk before it is acknowledged.
      expect(Number(await pragma('synchronous'))).toBe(2);
      expect(Number(await pragma('foreign_keys'))).toBe(1);
      const inside = await db.$transaction((tx) => tx.$queryRawUnsafe<[object]>('PRAGMA synchronous'));
      expect(Number(Object.values(inside[0])[0])).toBe(2);
      for (const file of ['overlane.db', 'overlane.db-wal', 'overlane.db-shm']) {
        expect([file, statSync(join(data, file)).mode & 0o777]).toEqual([file, 0o600]);
      }
    } finally {
      await db.$disconnect();
    }
  });
});
