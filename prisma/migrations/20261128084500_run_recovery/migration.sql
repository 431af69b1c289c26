-- A run whose worker or training process died goes on from its last checkpoint; every attempt is kept with its end.
ALTER TYPE "run_event_type" ADD VALUE 'RunRecovered';

CREATE TYPE "failure_cause" AS ENUM (
  'WORKER_LOST', 'WORKER_STOPPED', 'OUT_OF_MEMORY', 'KILLED', 'CRASHED', 'DISK_FULL', 'DATASET_MISSING', 'DIVERGED', 'OTHER'
);

ALTER TABLE "run" ADD COLUMN "max_restarts" INTEGER NOT NULL DEFAULT 3,
  ADD COLUMN "restarts" INTEGER NOT NULL DEFAULT 0;

CREATE TABLE "run_attempt" (
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "worker_name" TEXT NOT NULL,
    "from_epoch" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "cause" "failure_cause",
    "reason" TEXT,

    CONSTRAINT "run_attempt_pkey" PRIMARY KEY ("run_id","number")
);

ALTER TABLE "run_attempt" ADD CONSTRAINT "run_attempt_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
