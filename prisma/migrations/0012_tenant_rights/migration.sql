-- AlterTable
ALTER TABLE "user" ADD COLUMN "tenants" TEXT;

-- AlterTable
ALTER TABLE "ApiToken" ADD COLUMN "tenants" TEXT;

-- AlterTable
ALTER TABLE "ViewLink" ADD COLUMN "tenants" TEXT;
