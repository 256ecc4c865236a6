-- AlterTable
ALTER TABLE "Host" ADD COLUMN "jump" TEXT;

-- CreateTable
CREATE TABLE "SshKey" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "publicLine" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "madeAt" DATETIME NOT NULL,
    "nextLine" TEXT,
    "nextSealed" TEXT,
    "nextAt" DATETIME
);
