-- AlterTable
ALTER TABLE "Audit" ADD COLUMN "origin" TEXT NOT NULL DEFAULT 'null';
ALTER TABLE "Audit" ADD COLUMN "previous" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Audit" ADD COLUMN "hash" TEXT NOT NULL DEFAULT '';
ALTER TABLE "Audit" ADD COLUMN "tally" TEXT NOT NULL DEFAULT '';

-- CreateTable
CREATE TABLE "AuditHead" (
    "slot" INTEGER NOT NULL PRIMARY KEY DEFAULT 1,
    "lastId" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "seal" TEXT NOT NULL
);

-- Rows from before the chain are chained at the next start, in TypeScript: SQLite has no SHA-256.
INSERT INTO "AuditHead" ("slot", "lastId", "hash", "seal") VALUES (1, 0, '', '');


-- Prisma knows no triggers, so the lines from here on are written by hand.
DROP TRIGGER "Audit_is_not_rewritten";

CREATE TRIGGER "Audit_is_not_rewritten" BEFORE UPDATE ON "Audit"
WHEN OLD."id" IS NOT NEW."id" OR OLD."at" IS NOT NEW."at" OR OLD."actor" IS NOT NEW."actor"
    OR OLD."action" IS NOT NEW."action" OR OLD."subject" IS NOT NEW."subject" OR OLD."sentence" IS NOT NEW."sentence"
    OR OLD."outcome" IS NOT NEW."outcome" OR OLD."detail" IS NOT NEW."detail" OR OLD."tenantIds" IS NOT NEW."tenantIds"
    OR OLD."hostIds" IS NOT NEW."hostIds" OR OLD."foldKey" IS NOT NEW."foldKey" OR OLD."origin" IS NOT NEW."origin"
    OR (OLD."hash" <> '' AND (OLD."hash" IS NOT NEW."hash" OR OLD."previous" IS NOT NEW."previous"))
    OR NEW."count" < OLD."count"
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER "AuditHead_is_not_deleted" BEFORE DELETE ON "AuditHead"
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
