-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "workspace_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "role" "role" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("workspace_id","member_id")
);

-- What there is by now is of one workspace, with the people and roles that there are.
INSERT INTO "workspace" ("id", "slug", "name") VALUES (gen_random_uuid(), 'default', 'Default');
INSERT INTO "membership" ("workspace_id", "member_id", "role", "created_at")
    SELECT "workspace"."id", "member"."id", "member"."role", "member"."created_at" FROM "workspace", "member";

-- AlterTable
ALTER TABLE "project" ADD COLUMN     "workspace_id" UUID;
UPDATE "project" SET "workspace_id" = "workspace"."id" FROM "workspace";
ALTER TABLE "project" ALTER COLUMN "workspace_id" SET NOT NULL;

-- AlterTable
ALTER TABLE "invitation" ADD COLUMN     "workspace_id" UUID;
UPDATE "invitation" SET "workspace_id" = "workspace"."id" FROM "workspace";
ALTER TABLE "invitation" ALTER COLUMN "workspace_id" SET NOT NULL;

-- AlterTable
ALTER TABLE "member" DROP COLUMN "role";

-- DropIndex
DROP INDEX "project_slug_key";

-- CreateIndex
CREATE UNIQUE INDEX "workspace_slug_key" ON "workspace"("slug");

-- CreateIndex
CREATE INDEX "membership_member_id_idx" ON "membership"("member_id");

-- CreateIndex
CREATE INDEX "invitation_workspace_id_idx" ON "invitation"("workspace_id");

-- CreateIndex
CREATE UNIQUE INDEX "project_workspace_id_slug_key" ON "project"("workspace_id", "slug");

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "project" ADD CONSTRAINT "project_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whatever changes who may do what, also a cascade or a hand in psql, is told to every API process: the ids of members and workspaces.
CREATE FUNCTION "tell_membership_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('atelier_access', coalesce(NEW."member_id", OLD."member_id")::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER "membership_tell_changed" AFTER INSERT OR UPDATE OR DELETE ON "membership" FOR EACH ROW EXECUTE FUNCTION "tell_membership_changed"();
CREATE FUNCTION "tell_workspace_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('atelier_access', coalesce(NEW."id", OLD."id")::text);
    RETURN NULL;
END
$$;
CREATE TRIGGER "workspace_tell_changed" AFTER INSERT OR UPDATE OR DELETE ON "workspace" FOR EACH ROW EXECUTE FUNCTION "tell_workspace_changed"();
