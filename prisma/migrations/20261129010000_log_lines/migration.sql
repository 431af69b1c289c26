-- The lines for people, among the hundred thousand events of a long run's log.
CREATE INDEX "run_event_lines_idx" ON "run_event"("run_id", "sequence") WHERE "type" = 'LogLine';
