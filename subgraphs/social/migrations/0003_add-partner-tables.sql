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
ALTER TABLE "partners" ADD COLUMN "uscc" char(18) NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "allowed_scopes" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "partners" ADD COLUMN "registered_by" text NOT NULL;--> statement-breakpoint
ALTER TABLE "mini_program_versions" ADD CONSTRAINT "mini_program_versions_mini_program_id_mini_programs_id_fk" FOREIGN KEY ("mini_program_id") REFERENCES "public"."mini_programs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "partner_reviews" ADD CONSTRAINT "partner_reviews_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stakes" ADD CONSTRAINT "stakes_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stakes" ADD CONSTRAINT "stakes_holder_id_partners_id_fk" FOREIGN KEY ("holder_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mini_program_versions_latest" ON "mini_program_versions" USING btree ("mini_program_id","created_at","number");--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_in_review" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status in ('IN_REVIEW', 'DELAYED');--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_live" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status = 'LIVE';--> statement-breakpoint
CREATE UNIQUE INDEX "mini_program_versions_one_releasing" ON "mini_program_versions" USING btree ("mini_program_id") WHERE status = 'RELEASING';--> statement-breakpoint
CREATE INDEX "partner_reviews_latest" ON "partner_reviews" USING btree ("partner_id","created_at","id");--> statement-breakpoint
CREATE INDEX "mini_programs_partner" ON "mini_programs" USING btree ("partner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "partners_uscc" ON "partners" USING btree ("uscc");--> statement-breakpoint
CREATE INDEX "partners_by_name" ON "partners" USING btree ("name","id");--> statement-breakpoint
ALTER TABLE "mini_programs" ADD CONSTRAINT "mini_programs_name" CHECK (char_length("mini_programs"."name") between 1 and 40);--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_name" CHECK (char_length("partners"."name") between 1 and 100);--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_uscc_characters" CHECK ("partners"."uscc" ~ '^[0-9A-HJ-NP-RTUWXY]{18}$');--> statement-breakpoint
ALTER TABLE "partners" ADD CONSTRAINT "partners_allowed_scopes" CHECK ("partners"."allowed_scopes" <@ array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'WALLET_BAND', 'PAYMENTS_READ', 'POLICIES_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'VEHICLES_READ', 'TRIPS_READ', 'LOCATION_COARSE', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[]);