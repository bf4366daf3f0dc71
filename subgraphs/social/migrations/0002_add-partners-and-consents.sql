-- Until now nothing but the demo world could be in these tables: no mutation wrote them. It is seeded anew in the new shape.
TRUNCATE "consents", "contacts", "customer_assignments", "customers", "mini_programs", "partners", "recent_programs";--> statement-breakpoint
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
CREATE TABLE "access_log" (
	"customer_id" uuid NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"id" uuid NOT NULL,
	"day" date NOT NULL,
	"seq" integer NOT NULL,
	"actor" text NOT NULL,
	"partner_id" uuid,
	"operation_name" text NOT NULL,
	"scopes" text[] NOT NULL,
	"fields" text[] NOT NULL,
	"is_granted" boolean NOT NULL,
	"consent_id" uuid,
	"request_id" text NOT NULL,
	"prev_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "access_log_customer_id_occurred_at_id_pk" PRIMARY KEY("customer_id","occurred_at","id"),
	CONSTRAINT "access_log_day" CHECK ("access_log"."day" = ("access_log"."occurred_at" at time zone 'Asia/Shanghai')::date),
	CONSTRAINT "access_log_seq" CHECK ("access_log"."seq" >= 1),
	CONSTRAINT "access_log_actor" CHECK ("access_log"."actor" ~ '^[a-z]+ [a-z]{3}_[0-9a-z]{26}$'),
	CONSTRAINT "access_log_limits" CHECK (cardinality("access_log"."scopes") <= 16 and cardinality("access_log"."fields") <= 200
        and char_length("access_log"."operation_name") <= 200
        and char_length("access_log"."request_id") <= 200),
	CONSTRAINT "access_log_granted" CHECK (not "access_log"."is_granted" or "access_log"."partner_id" is null or "access_log"."consent_id" is not null),
	CONSTRAINT "access_log_hashes" CHECK (octet_length("access_log"."prev_hash") = 32 and octet_length("access_log"."hash") = 32)
);
--> statement-breakpoint
CREATE TABLE "access_log_heads" (
	"customer_id" uuid NOT NULL,
	"day" date NOT NULL,
	"count" integer NOT NULL,
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "access_log_heads_customer_id_day_pk" PRIMARY KEY("customer_id","day"),
	CONSTRAINT "access_log_heads_count" CHECK ("access_log_heads"."count" >= 0),
	CONSTRAINT "access_log_heads_hash" CHECK (octet_length("access_log_heads"."hash") = 32)
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
CREATE TABLE "subject_registry" (
	"partner_id" uuid NOT NULL,
	"subject_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "subject_registry_partner_id_subject_id_pk" PRIMARY KEY("partner_id","subject_id")
);
--> statement-breakpoint
CREATE TABLE "mini_program_versions" (
	"mini_program_id" uuid NOT NULL,
	"number" text NOT NULL,
	"status" text NOT NULL,
	"declared_scopes" text[] NOT NULL,
	"submitted_at" timestamp (3) with time zone,
	"reviewed_at" timestamp (3) with time zone,
	"reviewed_by" text,
	"reason" text,
	"rollout_percent" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "mini_program_versions_mini_program_id_number_pk" PRIMARY KEY("mini_program_id","number"),
	CONSTRAINT "mini_program_versions_number" CHECK (char_length("mini_program_versions"."number") between 5 and 64),
	CONSTRAINT "mini_program_versions_status" CHECK ("mini_program_versions"."status" in ('DRAFT', 'IN_REVIEW', 'APPROVED', 'REJECTED', 'DELAYED', 'WITHDRAWN', 'RELEASING', 'LIVE', 'SUPERSEDED', 'ROLLED_BACK')),
	CONSTRAINT "mini_program_versions_declared_scopes" CHECK ("mini_program_versions"."declared_scopes" <@ array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'WALLET_BAND', 'PAYMENTS_READ', 'POLICIES_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'VEHICLES_READ', 'TRIPS_READ', 'LOCATION_COARSE', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[]),
	CONSTRAINT "mini_program_versions_submitted" CHECK (("mini_program_versions"."submitted_at" is null) = ("mini_program_versions"."status" = 'DRAFT')),
	CONSTRAINT "mini_program_versions_reviewed" CHECK (case when "mini_program_versions"."status" in ('APPROVED', 'REJECTED', 'RELEASING', 'LIVE', 'SUPERSEDED', 'ROLLED_BACK') then num_nonnulls("mini_program_versions"."reviewed_at", "mini_program_versions"."reviewed_by") = 2
        else num_nonnulls("mini_program_versions"."reviewed_at", "mini_program_versions"."reviewed_by") = 0 end),
	CONSTRAINT "mini_program_versions_reason" CHECK (("mini_program_versions"."reason" is not null) = ("mini_program_versions"."status" = 'REJECTED')
        and char_length("mini_program_versions"."reason") between 1 and 500),
	CONSTRAINT "mini_program_versions_rollout" CHECK (case "mini_program_versions"."status" when 'RELEASING' then "mini_program_versions"."rollout_percent" between 1 and 99
        when 'LIVE' then "mini_program_versions"."rollout_percent" = 100 else "mini_program_versions"."rollout_percent" = 0 end)
);
--> statement-breakpoint
CREATE TABLE "partner_reviews" (
	"id" uuid PRIMARY KEY NOT NULL,
	"partner_id" uuid NOT NULL,
	"reviewer" text NOT NULL,
	"from_status" text NOT NULL,
	"to_status" text NOT NULL,
	"allowed_scopes" text[],
	"note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "partner_reviews_from" CHECK ("partner_reviews"."from_status" in ('APPLIED', 'KYB_REVIEW', 'SANDBOX', 'REJECTED', 'LIVE', 'SUSPENDED', 'TERMINATED')),
	CONSTRAINT "partner_reviews_to" CHECK ("partner_reviews"."to_status" in ('APPLIED', 'KYB_REVIEW', 'SANDBOX', 'REJECTED', 'LIVE', 'SUSPENDED', 'TERMINATED')),
	CONSTRAINT "partner_reviews_allowed_scopes" CHECK ("partner_reviews"."allowed_scopes" <@ array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'WALLET_BAND', 'PAYMENTS_READ', 'POLICIES_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'VEHICLES_READ', 'TRIPS_READ', 'LOCATION_COARSE', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[]),
	CONSTRAINT "partner_reviews_note" CHECK (char_length("partner_reviews"."note") between 1 and 500),
	CONSTRAINT "partner_reviews_something" CHECK ("partner_reviews"."from_status" <> "partner_reviews"."to_status" or "partner_reviews"."allowed_scopes" is not null)
);
--> statement-breakpoint
CREATE TABLE "stakes" (
	"partner_id" uuid NOT NULL,
	"holder_id" uuid NOT NULL,
	"percent" numeric(5, 2) NOT NULL,
	"since" date NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "stakes_partner_id_holder_id_pk" PRIMARY KEY("partner_id","holder_id"),
	CONSTRAINT "stakes_percent" CHECK ("stakes"."percent" > 0 and "stakes"."percent" <= 100),
	CONSTRAINT "stakes_holder" CHECK ("stakes"."holder_id" <> "stakes"."partner_id")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "askable" text[];--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "ttl_days" integer;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "revoke_reason" text;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "uscc" char(18) NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "allowed_scopes" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "registered_by" text NOT NULL;--> statement-breakpoint
ALTER TABLE "access_log" ADD CONSTRAINT "access_log_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_keys" ADD CONSTRAINT "partner_keys_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subject_registry" ADD CONSTRAINT "subject_registry_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mini_program_versions" ADD CONSTRAINT "mini_program_versions_mini_program_id_mini_programs_id_fk" FOREIGN KEY ("mini_program_id") REFERENCES "public"."mini_programs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_reviews" ADD CONSTRAINT "partner_reviews_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stakes" ADD CONSTRAINT "stakes_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stakes" ADD CONSTRAINT "stakes_holder_id_partners_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_log_id" ON "access_log" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_log_chain" ON "access_log" USING btree ("customer_id","day","seq");--> statement-breakpoint
CREATE INDEX "consent_receipts_id" ON "consent_receipts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "consent_receipts_consent" ON "consent_receipts" USING btree ("consent_id");--> statement-breakpoint
CREATE INDEX "customer_codes_id" ON "customer_codes" USING btree ("id");--> statement-breakpoint
CREATE INDEX "customer_codes_customer" ON "customer_codes" USING btree ("customer_id","expires_at");--> statement-breakpoint
CREATE INDEX "customer_codes_expires" ON "customer_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "subject_registry_customer" ON "subject_registry" USING btree ("partner_id","customer_id");--> statement-breakpoint
CREATE INDEX "mini_program_versions_latest" ON "mini_program_versions" USING btree ("mini_program_id","created_at","number");--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_in_review" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status in ('IN_REVIEW', 'DELAYED');--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_live" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status = 'LIVE';--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_releasing" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status = 'RELEASING';--> statement-breakpoint
CREATE INDEX "partner_reviews_latest" ON "partner_reviews" USING btree ("partner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "consents_in_force" ON "consents" USING btree ("partner_id","scopes") WHERE "consents"."status" = 'AUTHORISED';--> statement-breakpoint
CREATE INDEX "consents_due" ON "consents" USING btree ("expires_at") WHERE status in ('AWAITING_AUTHORISATION', 'AUTHORISED');--> statement-breakpoint
CREATE INDEX "mini_programs_partner" ON "mini_programs" USING btree ("partner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "partners_uscc" ON "partners" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "partners_by_name" ON "partners" USING btree ("name","id");--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_askable" CHECK ("consents"."requested" <@ "consents"."askable");--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_ttl_days" CHECK ("consents"."ttl_days" between 1 and 365);--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_revoke_reason" CHECK ("consents"."revoke_reason" is null or ("consents"."status" = 'REVOKED' and char_length("consents"."revoke_reason") between 1 and 200));--> statement-breakpoint
ALTER TABLE "mini_programs" ADD CONSTRAINT "mini_programs_name" CHECK (char_length("mini_programs"."name") between 1 and 40);--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_name" CHECK (char_length("partners"."name") between 1 and 100);--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_uscc_characters" CHECK ("partners"."uscc" ~ '^[0-9A-HJ-NP-RTUWXY]{18}$');--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_allowed_scopes" CHECK ("partners"."allowed_scopes" <@ array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'WALLET_BAND', 'PAYMENTS_READ', 'POLICIES_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'VEHICLES_READ', 'TRIPS_READ', 'LOCATION_COARSE', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[]);