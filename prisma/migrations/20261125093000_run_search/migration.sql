-- CreateIndex
CREATE INDEX "run_tags_idx" ON "run" USING GIN ("tags" array_ops);

-- CreateIndex
CREATE INDEX "run_parameters_idx" ON "run" USING GIN ("parameters" jsonb_path_ops);

-- Lists sorted by a metric. Those of the layers, by far the most, are left out: nobody sorts by them.
CREATE INDEX "metric_series_name_last_idx" ON "metric_series"("name", "last", "run_id") WHERE "name" NOT LIKE 'layers/%';
CREATE INDEX "metric_series_name_minimum_idx" ON "metric_series"("name", "minimum", "run_id") WHERE "name" NOT LIKE 'layers/%';
CREATE INDEX "metric_series_name_maximum_idx" ON "metric_series"("name", "maximum", "run_id") WHERE "name" NOT LIKE 'layers/%';
