CREATE TABLE "consents" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"partner_id" uuid NOT NULL,
	"mini_program_id" uuid,
	"status" text NOT NULL,
	"requested" text[] NOT NULL,
	"scopes" text[] NOT NULL,
	"separate_for" text[] NOT NULL,
	"purpose" text NOT NULL,
	"duration" text NOT NULL,
	"granted_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"policy_version" text NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"use_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "consents_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "consents_status" CHECK ("consents"."status" in ('AWAITING_AUTHORISATION', 'AUTHORISED', 'REJECTED', 'EXPIRED', 'REVOKED', 'CONSUMED')),
	CONSTRAINT "consents_duration" CHECK ("consents"."duration" in ('ONE_TIME', 'TIME_BOUND', 'PERSISTENT')),
	CONSTRAINT "consents_requested" CHECK ("consents"."requested" <@ array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'WALLET_BAND', 'PAYMENTS_READ', 'POLICIES_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'VEHICLES_READ', 'TRIPS_READ', 'LOCATION_COARSE', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[] and cardinality("consents"."requested") between 1 and 16),
	CONSTRAINT "consents_granted" CHECK ("consents"."scopes" <@ "consents"."requested"),
	CONSTRAINT "consents_separate" CHECK ("consents"."scopes" <@ ("consents"."separate_for" || array['PROFILE_BASIC', 'CONTACT_PHONE', 'CONTACTS_COUNT', 'POLICIES_READ', 'VEHICLES_READ', 'ORDERS_READ', 'ADDRESS_READ', 'OFFERS_PERSONALISED']::text[]) and "consents"."separate_for" <@ "consents"."scopes"
        and "consents"."separate_for" <@ array['WALLET_BAND', 'PAYMENTS_READ', 'CLAIMS_READ', 'HEALTH_SUMMARY', 'HEALTH_PRESCRIPTIONS', 'HEALTH_OFFERS', 'TRIPS_READ', 'LOCATION_COARSE']::text[]),
	CONSTRAINT "consents_granted_at" CHECK (("consents"."granted_at" is null) = (cardinality("consents"."scopes") = 0) and case
        when "consents"."status" in ('AWAITING_AUTHORISATION', 'REJECTED') then "consents"."granted_at" is null
        when "consents"."status" = 'EXPIRED' then true
        else "consents"."granted_at" is not null end),
	CONSTRAINT "consents_expires_at" CHECK (("consents"."expires_at" is not null) = ("consents"."granted_at" is null or "consents"."duration" = 'TIME_BOUND')
        and ("consents"."status" <> 'EXPIRED' or "consents"."expires_at" is not null)),
	CONSTRAINT "consents_revoked_at" CHECK (("consents"."revoked_at" is not null) = ("consents"."status" = 'REVOKED')),
	CONSTRAINT "consents_use" CHECK ("consents"."use_count" >= 0 and ("consents"."last_used_at" is null) = ("consents"."use_count" = 0))
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"customer_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "contacts_customer_id_contact_id_pk" PRIMARY KEY("customer_id","contact_id"),
	CONSTRAINT "contacts_status" CHECK ("contacts"."status" in ('REQUESTED', 'ACCEPTED', 'REMOVED', 'BLOCKED')),
	CONSTRAINT "contacts_other" CHECK ("contacts"."customer_id" <> "contacts"."contact_id")
);
--> statement-breakpoint
CREATE TABLE "customer_assignments" (
	"customer_id" uuid NOT NULL,
	"staff_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "customer_assignments_customer_id_staff_id_pk" PRIMARY KEY("customer_id","staff_id"),
	CONSTRAINT "customer_assignments_staff" CHECK ("customer_assignments"."staff_id" ~ '^(agt|hdl|opr)_[0-9a-z]{26}$')
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"display_name" text,
	"avatar_url" text,
	"phone_masked" text,
	"locale" text NOT NULL,
	"city_code" char(6),
	"status" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "customers_status" CHECK ("customers"."status" in ('ACTIVE', 'FROZEN', 'CLOSING', 'ERASED')),
	CONSTRAINT "customers_display_name" CHECK (char_length("customers"."display_name") between 1 and 40),
	CONSTRAINT "customers_erased" CHECK (case when "customers"."status" = 'ERASED'
        then num_nonnulls("customers"."display_name", "customers"."avatar_url", "customers"."phone_masked", "customers"."city_code") = 0
        else num_nulls("customers"."display_name", "customers"."phone_masked") = 0 end)
);
--> statement-breakpoint
CREATE TABLE "mini_programs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"partner_id" uuid NOT NULL,
	"status" text NOT NULL,
	"use_count" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "mini_programs_category" CHECK ("mini_programs"."category" in ('RETAIL', 'MOBILITY', 'HEALTH', 'FINANCE', 'CITY', 'FOOD', 'TRAVEL', 'EDUCATION', 'GAME')),
	CONSTRAINT "mini_programs_status" CHECK ("mini_programs"."status" in ('REGISTERED', 'LIVE', 'SUSPENDED', 'OFFLINE')),
	CONSTRAINT "mini_programs_use_count" CHECK ("mini_programs"."use_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "partners" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"industry" text NOT NULL,
	"status" text NOT NULL,
	"onboarded_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "partners_kind" CHECK ("partners"."kind" in ('MERCHANT', 'MOBILITY', 'HOSPITAL', 'INSURER', 'BANK', 'CITY', 'LOGISTICS', 'SCHOOL', 'TRAVEL', 'DEVELOPER')),
	CONSTRAINT "partners_industry" CHECK ("partners"."industry" in ('RETAIL', 'FINANCE', 'TOURISM', 'HEALTHCARE', 'TRANSPORTATION', 'EDUCATION', 'GOVERNMENT')),
	CONSTRAINT "partners_status" CHECK ("partners"."status" in ('APPLIED', 'KYB_REVIEW', 'SANDBOX', 'REJECTED', 'LIVE', 'SUSPENDED', 'TERMINATED')),
	CONSTRAINT "partners_onboarded" CHECK (("partners"."onboarded_at" is not null) = ("partners"."status" in ('LIVE', 'SUSPENDED', 'TERMINATED')))
);
--> statement-breakpoint
CREATE TABLE "recent_programs" (
	"customer_id" uuid NOT NULL,
	"mini_program_id" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "recent_programs_customer_id_mini_program_id_pk" PRIMARY KEY("customer_id","mini_program_id")
);
--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_mini_program_id_mini_programs_id_fk" FOREIGN KEY ("mini_program_id") REFERENCES "public"."mini_programs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mini_programs" ADD CONSTRAINT "mini_programs_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recent_programs" ADD CONSTRAINT "recent_programs_mini_program_id_mini_programs_id_fk" FOREIGN KEY ("mini_program_id") REFERENCES "public"."mini_programs"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "consents_id" ON "consents" USING btree ("id");--> statement-breakpoint
CREATE INDEX "consents_latest" ON "consents" USING btree ("customer_id","created_at","id");--> statement-breakpoint
CREATE INDEX "contacts_id" ON "contacts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "contacts_status" ON "contacts" USING btree ("customer_id","status");--> statement-breakpoint
CREATE INDEX "mini_programs_most_used" ON "mini_programs" USING btree ("use_count","id") WHERE status = 'LIVE';--> statement-breakpoint
CREATE INDEX "recent_programs_latest" ON "recent_programs" USING btree ("customer_id","opened_at","mini_program_id");