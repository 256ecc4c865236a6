-- AlterTable
ALTER TABLE "Audit" ADD COLUMN "hostIds" TEXT NOT NULL DEFAULT '[]';

-- CreateTable
CREATE TABLE "JournalSpan" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "from" DATETIME NOT NULL,
    "to" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Audit_at_idx" ON "Audit"("at");


-- Prisma knows no triggers, so the lines from here on are written by hand.
DROP TRIGGER "Audit_is_not_rewritten";

CREATE TRIGGER "Audit_is_not_rewritten" BEFORE UPDATE ON "Audit"
WHEN OLD."id" IS NOT NEW."id" OR OLD."at" IS NOT NEW."at" OR OLD."actor" IS NOT NEW."actor"
    OR OLD."action" IS NOT NEW."action" OR OLD."subject" IS NOT NEW."subject" OR OLD."sentence" IS NOT NEW."sentence"
    OR OLD."outcome" IS NOT NEW."outcome" OR OLD."detail" IS NOT NEW."detail" OR OLD."tenantIds" IS NOT NEW."tenantIds"
    OR OLD."hostIds" IS NOT NEW."hostIds" OR OLD."foldKey" IS NOT NEW."foldKey" OR NEW."count" < OLD."count"
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
