-- CreateTable
CREATE TABLE "Epoch" (
    "slot" INTEGER NOT NULL PRIMARY KEY DEFAULT 1,
    "number" BIGINT NOT NULL,
    "writer" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "hostId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "epoch" BIGINT NOT NULL,
    "steps" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "stage" TEXT NOT NULL,
    "reached" INTEGER NOT NULL DEFAULT 0
);

-- CreateIndex
CREATE INDEX "Run_hostId_startedAt_idx" ON "Run"("hostId", "startedAt");

-- CreateIndex
CREATE INDEX "Run_endedAt_idx" ON "Run"("endedAt");
