-- AlterTable
ALTER TABLE "run" ADD COLUMN     "created_by_id" UUID;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;


