-- AlterTable
ALTER TABLE "run" ADD COLUMN     "key" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "run_project_id_key_key" ON "run"("project_id", "key");

-- AlterTable
ALTER TABLE "metric_series" ADD COLUMN     "bucketed" BOOLEAN NOT NULL DEFAULT false;

-- DropForeignKey
ALTER TABLE "metric_point" DROP CONSTRAINT "metric_point_series_id_fkey";

-- CreateTable
CREATE TABLE "metric_bucket" (
    "series_id" INTEGER NOT NULL,
    "level" SMALLINT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "first_step" INTEGER NOT NULL,
    "last_step" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "minimum" DOUBLE PRECISION NOT NULL,
    "maximum" DOUBLE PRECISION NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "last" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "metric_bucket_pkey" PRIMARY KEY ("series_id","level","bucket")
);

-- CreateTable
CREATE TABLE "logged_line" (
    "run_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,

    CONSTRAINT "logged_line_pkey" PRIMARY KEY ("run_id","number")
);

-- AddForeignKey
ALTER TABLE "logged_line" ADD CONSTRAINT "logged_line_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What the foreign key of metric_point did when a series was deleted, without its check of every row that is inserted:
-- whoever inserts holds the lock of the run's row, so the series cannot go meanwhile.
CREATE FUNCTION "delete_metric_points"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM "metric_point" WHERE "series_id" IN (SELECT "id" FROM "gone");
    DELETE FROM "metric_bucket" WHERE "series_id" IN (SELECT "id" FROM "gone");
    RETURN NULL;
END
$$;
CREATE TRIGGER "metric_series_delete_points" AFTER DELETE ON "metric_series"
    REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "delete_metric_points"();

-- The long series of an existing history. The same statement as in packages/db/src/ingest/metric-buckets.ts.
UPDATE "metric_series" SET "bucketed" = true WHERE "count" >= 8192;
INSERT INTO "metric_bucket" ("series_id", "level", "bucket", "first_step", "last_step", "count", "minimum", "maximum", "sum", "last")
SELECT "series_id", "level", "step" >> "shift", min("step"), max("step"), count(*), min("value"), max("value"), sum("value"),
    (array_agg("value" ORDER BY "step" DESC))[1]
FROM "metric_point"
JOIN "metric_series" ON "metric_series"."id" = "metric_point"."series_id" AND "metric_series"."bucketed"
CROSS JOIN (VALUES (0::smallint, 6), (1::smallint, 12), (2::smallint, 18)) AS "levels" ("level", "shift")
GROUP BY "series_id", "level", "step" >> "shift";
