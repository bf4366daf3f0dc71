CREATE TABLE "oidc_models" (
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"payload" jsonb NOT NULL,
	"grant_id" text,
	"user_code" text,
	"uid" text,
	"consumed_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "oidc_models_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "partner_clients" (
	"partner_id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"auth_method" text NOT NULL,
	"secret_sha256" "bytea",
	"previous_secret_sha256" "bytea",
	"previous_until" timestamp (3) with time zone,
	"jwks" jsonb,
	"redirect_uris" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "partner_clients_previous" CHECK (("partner_clients"."previous_secret_sha256" is null) = ("partner_clients"."previous_until" is null))
);
--> statement-breakpoint
CREATE TABLE "sign_in_attempts" (
	"place" text PRIMARY KEY NOT NULL,
	"count" integer NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "oidc_models_expiry" ON "oidc_models" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "oidc_models_grant" ON "oidc_models" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "oidc_models_uid" ON "oidc_models" USING btree ("uid");