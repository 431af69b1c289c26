-- CreateEnum
CREATE TYPE "layer_tensor" AS ENUM ('ACTIVATION', 'WEIGHT', 'GRADIENT');

-- CreateTable
CREATE TABLE "layer_histogram" (
    "run_id" UUID NOT NULL,
    "layer" TEXT NOT NULL,
    "tensor" "layer_tensor" NOT NULL,
    "weight" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "lowest" DOUBLE PRECISION NOT NULL,
    "highest" DOUBLE PRECISION NOT NULL,
    "counts" INTEGER[],

    CONSTRAINT "layer_histogram_pkey" PRIMARY KEY ("run_id","layer","epoch","tensor","weight")
);

-- AddForeignKey
ALTER TABLE "layer_histogram" ADD CONSTRAINT "layer_histogram_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
