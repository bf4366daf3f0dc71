CREATE TABLE "appointments" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"practitioner_id" uuid NOT NULL,
	"status" text NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"is_virtual" boolean NOT NULL,
	"fee_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "appointments_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "appointments_status" CHECK ("appointments"."status" in ('PROPOSED', 'PENDING', 'CANCELLED', 'ENTERED_IN_ERROR', 'BOOKED', 'ARRIVED', 'CHECKED_IN', 'NOSHOW', 'FULFILLED', 'WAITLIST')),
	CONSTRAINT "appointments_time" CHECK ("appointments"."ends_at" > "appointments"."starts_at"),
	CONSTRAINT "appointments_fee" CHECK ("appointments"."fee_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan" text NOT NULL,
	"status" text NOT NULL,
	"family_doctor_id" uuid,
	"seats_total" integer NOT NULL,
	"renews_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "memberships_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "memberships_status" CHECK ("memberships"."status" in ('ACTIVE', 'LAPSED', 'ENDED')),
	CONSTRAINT "memberships_seats" CHECK ("memberships"."seats_total" between 1 and 8)
);
--> statement-breakpoint
CREATE TABLE "patients" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"relationship" text NOT NULL,
	"gender" text NOT NULL,
	"name_masked" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "patients_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "patients_relationship" CHECK ("patients"."relationship" in ('SELF', 'CHILD', 'PARENT', 'SPOUSE', 'OTHER')),
	CONSTRAINT "patients_gender" CHECK ("patients"."gender" in ('MALE', 'FEMALE', 'OTHER', 'UNKNOWN'))
);
--> statement-breakpoint
CREATE TABLE "practitioners" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"department" text NOT NULL,
	"licence_number" text NOT NULL,
	"rating" numeric(3, 2),
	"consult_fee_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "practitioners_department" CHECK ("practitioners"."department" in ('GYNAECOLOGY_OBSTETRICS', 'DERMATOLOGY', 'PAEDIATRICS', 'INTERNAL_MEDICINE', 'FAMILY_MEDICINE', 'ORTHOPAEDICS', 'OTORHINOLARYNGOLOGY', 'TRADITIONAL_CHINESE_MEDICINE', 'CLINICAL_PHARMACY')),
	CONSTRAINT "practitioners_rating" CHECK ("practitioners"."rating" between 1 and 5),
	CONSTRAINT "practitioners_fee" CHECK ("practitioners"."consult_fee_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_practitioner_id_practitioners_id_fk" FOREIGN KEY ("practitioner_id") REFERENCES "public"."practitioners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointments" ADD CONSTRAINT "appointments_patient" FOREIGN KEY ("customer_id","patient_id") REFERENCES "public"."patients"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_family_doctor_id_practitioners_id_fk" FOREIGN KEY ("family_doctor_id") REFERENCES "public"."practitioners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "appointments_id" ON "appointments" USING btree ("id");--> statement-breakpoint
CREATE INDEX "appointments_latest" ON "appointments" USING btree ("customer_id","patient_id","starts_at","id");--> statement-breakpoint
CREATE INDEX "appointments_practitioner" ON "appointments" USING btree ("practitioner_id","patient_id");--> statement-breakpoint
CREATE INDEX "memberships_id" ON "memberships" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "memberships_active" ON "memberships" USING btree ("customer_id") WHERE status = 'ACTIVE';--> statement-breakpoint
CREATE INDEX "patients_id" ON "patients" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "patients_self" ON "patients" USING btree ("customer_id") WHERE relationship = 'SELF';--> statement-breakpoint
CREATE UNIQUE INDEX "practitioners_licence" ON "practitioners" USING btree ("licence_number");--> statement-breakpoint
CREATE INDEX "practitioners_best" ON "practitioners" USING btree (coalesce(rating, 0),"id");--> statement-breakpoint
-- H10: at most 8 patients for each customer. The lock makes concurrent inserts for one customer count one after the other;
-- a plain function sees, after waiting, what the other transaction has committed.
CREATE FUNCTION "refuse_ninth_patient"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('patients ' || NEW.customer_id, 0));
	IF (SELECT count(*) FROM "patients" WHERE "customer_id" = NEW.customer_id) > 8 THEN
		RAISE EXCEPTION 'A customer has at most 8 patients.'
			USING ERRCODE = 'check_violation', TABLE = 'patients', CONSTRAINT = 'patients_at_most_8';
	END IF;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER "patients_at_most_8" AFTER INSERT OR UPDATE OF "customer_id" ON "patients"
	FOR EACH ROW EXECUTE FUNCTION "refuse_ninth_patient"();
