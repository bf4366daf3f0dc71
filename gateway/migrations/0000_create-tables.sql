CREATE UNLOGGED TABLE "budget_meters" (
	"key" text PRIMARY KEY NOT NULL,
	"points" double precision NOT NULL,
	"expire" bigint
);
--> statement-breakpoint
CREATE TABLE "partner_budgets" (
	"partner_id" text PRIMARY KEY NOT NULL,
	"quota" integer NOT NULL,
	"window_s" integer NOT NULL,
	"burst" integer NOT NULL,
	"ceiling" integer NOT NULL
);
--> statement-breakpoint
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
CREATE TABLE "operator_actions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"operator" text NOT NULL,
	"action" text NOT NULL,
	"partner_id" text NOT NULL,
	"outcome" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner_refusals" (
	"partner_id" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"document_id" text,
	"operation_name" text,
	"subject_id" text,
	"request_id" text NOT NULL,
	CONSTRAINT "partner_refusals_partner_id_occurred_at_id_pk" PRIMARY KEY("partner_id","occurred_at","id")
);
--> statement-breakpoint
CREATE TABLE "operation_usage" (
	"partner_id" text NOT NULL,
	"document_id" text NOT NULL,
	"day" date NOT NULL,
	"calls" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"latencies" integer[] NOT NULL,
	"last_used_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "operation_usage_partner_id_document_id_day_pk" PRIMARY KEY("partner_id","document_id","day")
);
--> statement-breakpoint
ALTER TABLE "partner_operations" ADD CONSTRAINT "partner_operations_partner_id_first_release_partner_releases_partner_id_number_fk" FOREIGN KEY ("partner_id","first_release") REFERENCES "public"."partner_releases"("partner_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_operations" ADD CONSTRAINT "partner_operations_partner_id_last_release_partner_releases_partner_id_number_fk" FOREIGN KEY ("partner_id","last_release") REFERENCES "public"."partner_releases"("partner_id","number") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "oidc_models_expiry" ON "oidc_models" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "oidc_models_grant" ON "oidc_models" USING btree ("grant_id");--> statement-breakpoint
CREATE INDEX "oidc_models_uid" ON "oidc_models" USING btree ("uid");--> statement-breakpoint
CREATE INDEX "operator_actions_partner" ON "operator_actions" USING btree ("partner_id","started_at","id");--> statement-breakpoint
CREATE INDEX "partner_refusals_latest" ON "partner_refusals" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "operation_usage_day" ON "operation_usage" USING btree ("day");