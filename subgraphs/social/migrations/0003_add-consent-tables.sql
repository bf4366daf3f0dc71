CREATE TABLE "data_keys" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"wrapped_key" "bytea",
	"destroyed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "data_keys_destroyed" CHECK (("data_keys"."wrapped_key" is null) = ("data_keys"."destroyed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "consent_receipts" (
	"customer_id" uuid NOT NULL,
	"consent_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"body" jsonb NOT NULL,
	"sha256" char(64) NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "consent_receipts_customer_id_consent_id_pk" PRIMARY KEY("customer_id","consent_id"),
	CONSTRAINT "consent_receipts_sha256" CHECK ("consent_receipts"."sha256" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "customer_codes" (
	"code_hash" "bytea" PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code_enc" "bytea" NOT NULL,
	"purpose" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "customer_codes_hash" CHECK (octet_length("customer_codes"."code_hash") = 32),
	CONSTRAINT "customer_codes_purpose" CHECK ("customer_codes"."purpose" in ('SIGN_IN', 'IDENTIFY')),
	CONSTRAINT "customer_codes_used" CHECK ("customer_codes"."used_at" <= "customer_codes"."expires_at")
);
--> statement-breakpoint
CREATE TABLE "partner_keys" (
	"partner_id" uuid PRIMARY KEY NOT NULL,
	"data_key" "bytea" NOT NULL,
	"subject_key_enc" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mini_program_versions" (
	"id" uuid NOT NULL,
	"version" text NOT NULL,
	"status" text NOT NULL,
	"declared_scopes" text[] NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"reviewed_at" timestamp (3) with time zone,
	"reason" text,
	"rollout_percent" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "mini_program_versions_id_version_pk" PRIMARY KEY("id","version")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "askable" text[];--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "ttl_days" integer;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "revoke_reason" text;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "allowed_scopes" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "partner_keys" ADD CONSTRAINT "partner_keys_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mini_program_versions" ADD CONSTRAINT "mini_program_versions_id_mini_programs_id_fk" FOREIGN KEY ("id") REFERENCES "public"."mini_programs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consent_receipts_id" ON "consent_receipts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "consent_receipts_consent" ON "consent_receipts" USING btree ("consent_id");--> statement-breakpoint
CREATE INDEX "customer_codes_id" ON "customer_codes" USING btree ("id");--> statement-breakpoint
CREATE INDEX "customer_codes_customer" ON "customer_codes" USING btree ("customer_id","expires_at");--> statement-breakpoint
CREATE INDEX "customer_codes_expires" ON "customer_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "consents_due" ON "consents" USING btree ("expires_at") WHERE status in ('AWAITING_AUTHORISATION', 'AUTHORISED');--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_askable" CHECK ("consents"."requested" <@ "consents"."askable");--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_ttl_days" CHECK ("consents"."ttl_days" between 1 and 365);--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_revoke_reason" CHECK ("consents"."revoke_reason" is null or ("consents"."status" = 'REVOKED' and char_length("consents"."revoke_reason") between 1 and 200));