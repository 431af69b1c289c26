-- When the script of a run that counts as failed for its silence was last heard of; null for every other run.
ALTER TABLE "run" ADD COLUMN "silent_since" TIMESTAMPTZ(3);
