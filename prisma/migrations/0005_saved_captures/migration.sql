-- CreateTable
CREATE TABLE "SavedCapture" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "owner" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "tenantId" TEXT NOT NULL,
    "tenant" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "filter" TEXT NOT NULL,
    "reason" TEXT,
    "packets" INTEGER NOT NULL DEFAULT 0,
    "dropped" INTEGER,
    "size" INTEGER NOT NULL DEFAULT 0,
    "expiresAt" DATETIME
);

-- CreateIndex
CREATE INDEX "SavedCapture_expiresAt_idx" ON "SavedCapture"("expiresAt");
