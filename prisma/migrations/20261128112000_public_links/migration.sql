-- CreateTable
CREATE TABLE "public_link" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "public_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "public_link_run" (
    "link_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "place" INTEGER NOT NULL,

    CONSTRAINT "public_link_run_pkey" PRIMARY KEY ("link_id","run_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "public_link_hash_key" ON "public_link"("hash");

-- CreateIndex
CREATE INDEX "public_link_workspace_id_idx" ON "public_link"("workspace_id");

-- CreateIndex
CREATE INDEX "public_link_created_by_id_idx" ON "public_link"("created_by_id");

-- CreateIndex
CREATE INDEX "public_link_run_run_id_idx" ON "public_link_run"("run_id");

-- AddForeignKey
ALTER TABLE "public_link" ADD CONSTRAINT "public_link_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_link" ADD CONSTRAINT "public_link_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_link_run" ADD CONSTRAINT "public_link_run_link_id_fkey" FOREIGN KEY ("link_id") REFERENCES "public_link"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "public_link_run" ADD CONSTRAINT "public_link_run_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
