-- AlterTable
ALTER TABLE "run" ADD COLUMN     "checkpoint_epochs" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
ADD COLUMN     "forked_epoch" INTEGER,
ADD COLUMN     "forked_from_id" UUID,
ADD COLUMN     "pause_requested" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "steer_epochs" INTEGER,
ADD COLUMN     "steer_learning_rate" DOUBLE PRECISION;
