-- CreateTable
CREATE TABLE "ProbeResult" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "sentence" TEXT NOT NULL,
    "result" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "ProbeResult_kind_key_key" ON "ProbeResult"("kind", "key");

-- CreateIndex
CREATE INDEX "ProbeResult_kind_at_idx" ON "ProbeResult"("kind", "at");

-- CreateTable
CREATE TABLE "MatrixPlan" (
    "networkId" TEXT NOT NULL PRIMARY KEY,
    "everyMinutes" INTEGER NOT NULL
);
