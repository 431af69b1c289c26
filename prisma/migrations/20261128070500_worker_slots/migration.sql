-- Runs that a worker trains at most at once.
ALTER TABLE "worker" ADD COLUMN "slots" INTEGER NOT NULL DEFAULT 1;
