-- Until now nothing but the demo world could be in these tables: no mutation wrote them. It is seeded anew in the new shape.
TRUNCATE "appointments", "memberships", "patients", "practitioners";--> statement-breakpoint
CREATE TABLE "prescriptions" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"practitioner_id" uuid NOT NULL,
	"atc" text NOT NULL,
	"days_supply" integer NOT NULL,
	"status" text NOT NULL,
	"authored_at" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "prescriptions_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "prescriptions_status" CHECK ("prescriptions"."status" in ('DRAFT', 'ACTIVE', 'CANCELLED', 'ON_HOLD', 'COMPLETED', 'STOPPED', 'ENDED')),
	CONSTRAINT "prescriptions_atc" CHECK ("prescriptions"."atc" ~ '^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$'),
	CONSTRAINT "prescriptions_days" CHECK ("prescriptions"."days_supply" between 1 and 90),
	CONSTRAINT "prescriptions_validity" CHECK ("prescriptions"."valid_until" > "prescriptions"."authored_at")
);
--> statement-breakpoint
ALTER TABLE "prescriptions" ADD CONSTRAINT "prescriptions_practitioner_id_practitioners_id_fk" FOREIGN KEY ("practitioner_id") REFERENCES "public"."practitioners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prescriptions" ADD CONSTRAINT "prescriptions_patient" FOREIGN KEY ("customer_id","patient_id") REFERENCES "public"."patients"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "prescriptions_id" ON "prescriptions" USING btree ("id");--> statement-breakpoint
CREATE INDEX "prescriptions_latest" ON "prescriptions" USING btree ("customer_id","patient_id","authored_at","id");