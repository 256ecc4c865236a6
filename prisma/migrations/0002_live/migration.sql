-- AlterTable
ALTER TABLE "Fabric" ADD COLUMN "driftPolicy" TEXT NOT NULL DEFAULT 'report';

-- CreateTable
CREATE TABLE "HostApplied" (
    "hostId" TEXT NOT NULL PRIMARY KEY,
    "bootId" TEXT NOT NULL,
    "tenants" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "StatusChange" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "key" TEXT NOT NULL,
    "health" TEXT,
    "sentence" TEXT NOT NULL,
    "tenantId" TEXT
);

-- CreateIndex
CREATE INDEX "StatusChange_key_at_idx" ON "StatusChange"("key", "at");

-- CreateIndex
CREATE INDEX "StatusChange_at_idx" ON "StatusChange"("at");
