-- CreateTable
CREATE TABLE "Proof" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "at" DATETIME NOT NULL,
    "verdict" TEXT NOT NULL,
    "result" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "SignedReport" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "verdict" TEXT NOT NULL,
    "signedBy" TEXT NOT NULL,
    "document" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "SignedReport_at_idx" ON "SignedReport"("at");
