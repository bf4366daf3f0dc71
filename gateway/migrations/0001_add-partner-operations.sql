CREATE TABLE "partner_operations" (
	"partner_id" text NOT NULL,
	"document_id" text NOT NULL,
	"text" text NOT NULL,
	"sha256" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"description" text,
	"consent_scopes" text[] NOT NULL,
	"oauth_scopes" jsonb NOT NULL,
	"estimated_cost" bigint NOT NULL,
	"needs_subject" boolean NOT NULL,
	"first_release" integer NOT NULL,
	"last_release" integer NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"unpublished_at" timestamp (3) with time zone,
	"unpublished_by" text,
	CONSTRAINT "partner_operations_partner_id_document_id_pk" PRIMARY KEY("partner_id","document_id"),
	CONSTRAINT "partner_operations_releases" CHECK ("partner_operations"."first_release" <= "partner_operations"."last_release"),
	CONSTRAINT "partner_operations_cost" CHECK ("partner_operations"."estimated_cost" >= 0),
	CONSTRAINT "partner_operations_unpublished" CHECK (("partner_operations"."unpublished_at" is null) = ("partner_operations"."unpublished_by" is null))
);
--> statement-breakpoint
CREATE TABLE "partner_releases" (
	"partner_id" text NOT NULL,
	"number" integer NOT NULL,
	"published_at" timestamp (3) with time zone NOT NULL,
	"published_by" text NOT NULL,
	"format" text NOT NULL,
	CONSTRAINT "partner_releases_partner_id_number_pk" PRIMARY KEY("partner_id","number")
);
--> statement-breakpoint
ALTER TABLE "partner_operations" ADD CONSTRAINT "partner_operations_partner_id_first_release_partner_releases_partner_id_number_fk" FOREIGN KEY ("partner_id","first_release") REFERENCES "public"."partner_releases"("partner_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_operations" ADD CONSTRAINT "partner_operations_partner_id_last_release_partner_releases_partner_id_number_fk" FOREIGN KEY ("partner_id","last_release") REFERENCES "public"."partner_releases"("partner_id","number") ON DELETE restrict ON UPDATE no action;