-- Each start of a script counts its lines anew: lines of two starts are told apart by who wrote them.
ALTER TABLE "logged_line" ADD COLUMN "writer" TEXT NOT NULL DEFAULT '';
ALTER TABLE "logged_line" DROP CONSTRAINT "logged_line_pkey",
  ADD CONSTRAINT "logged_line_pkey" PRIMARY KEY ("run_id","writer","number");

-- Who logs into a run, so that the death of one script does not end a run that another one still logs into.
CREATE TABLE "run_writer" (
    "run_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "ended" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "run_writer_pkey" PRIMARY KEY ("run_id","name")
);

ALTER TABLE "run_writer" ADD CONSTRAINT "run_writer_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
