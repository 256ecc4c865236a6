-- CreateTable
CREATE TABLE "Rollout" (
    "revision" INTEGER NOT NULL PRIMARY KEY,
    "stage" TEXT NOT NULL,
    "isGuarded" BOOLEAN NOT NULL,
    "seconds" INTEGER NOT NULL,
    "by" TEXT NOT NULL,
    "hosts" TEXT NOT NULL,
    "undoId" TEXT,
    "reason" TEXT,
    "sentence" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "Rollout_stage_idx" ON "Rollout"("stage");
