CREATE TABLE "cities" (
	"code" char(6) PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fines" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"vehicle_id" uuid NOT NULL,
	"plate" text NOT NULL,
	"violation_code" text NOT NULL,
	"description" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"amount_minor" bigint NOT NULL,
	"surcharge_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"points" integer NOT NULL,
	"due_on" date NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "fines_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "fines_status" CHECK ("fines"."status" in ('ISSUED', 'CONFIRMED', 'PAID', 'APPEALED', 'REVOKED', 'UPHELD', 'OVERDUE')),
	CONSTRAINT "fines_surcharge" CHECK ("fines"."surcharge_minor" between 0 and "fines"."amount_minor")
);
--> statement-breakpoint
CREATE TABLE "rides" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"product" text NOT NULL,
	"estimate_minor" bigint NOT NULL,
	"fare_minor" bigint,
	"currency" char(3) NOT NULL,
	"distance_m" integer,
	"duration_s" integer,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rides_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "rides_status" CHECK ("rides"."status" in ('REQUESTED', 'ACCEPTED', 'NO_DRIVER_AVAILABLE', 'PASSENGER_CANCELLED', 'SERVICE_CANCELLED', 'DRIVER_ARRIVED', 'DRIVER_CANCELLED', 'IN_PROGRESS', 'COMPLETED', 'PAID')),
	CONSTRAINT "rides_product" CHECK ("rides"."product" in ('TAXI', 'EXPRESS', 'PREMIER', 'CARPOOL')),
	CONSTRAINT "rides_amounts" CHECK (least("rides"."estimate_minor", "rides"."fare_minor") >= 0),
	CONSTRAINT "rides_completed" CHECK ("rides"."status" not in ('COMPLETED', 'PAID') or num_nulls("rides"."fare_minor", "rides"."completed_at") = 0)
);
--> statement-breakpoint
CREATE TABLE "vehicles" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"vin_masked" text NOT NULL,
	"plate" text NOT NULL,
	"make" text NOT NULL,
	"model" text NOT NULL,
	"model_year" integer NOT NULL,
	"powertrain" text NOT NULL,
	"mileage_km" integer NOT NULL,
	"market_value_minor" bigint,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"inspection_due_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "vehicles_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "vehicles_powertrain" CHECK ("vehicles"."powertrain" in ('ICE', 'HEV', 'PHEV', 'BEV')),
	CONSTRAINT "vehicles_status" CHECK ("vehicles"."status" in ('REGISTERED', 'ACTIVE', 'IN_REPAIR', 'SOLD', 'SCRAPPED')),
	CONSTRAINT "vehicles_mileage" CHECK ("vehicles"."mileage_km" >= 0),
	CONSTRAINT "vehicles_market_value" CHECK ("vehicles"."market_value_minor" >= 0)
);
--> statement-breakpoint
ALTER TABLE "fines" ADD CONSTRAINT "fines_vehicle" FOREIGN KEY ("customer_id","vehicle_id") REFERENCES "public"."vehicles"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "fines_id" ON "fines" USING btree ("id");--> statement-breakpoint
CREATE INDEX "fines_latest" ON "fines" USING btree ("customer_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "rides_id" ON "rides" USING btree ("id");--> statement-breakpoint
CREATE INDEX "rides_latest" ON "rides" USING btree ("customer_id","requested_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rides_active" ON "rides" USING btree ("customer_id") WHERE status in ('REQUESTED', 'ACCEPTED', 'DRIVER_ARRIVED', 'IN_PROGRESS');--> statement-breakpoint
CREATE INDEX "vehicles_id" ON "vehicles" USING btree ("id");--> statement-breakpoint
-- A11: the mileage of a vehicle never falls. A check sees one row; the trigger sees the row before it as well.
CREATE FUNCTION "refuse_falling_mileage"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'The mileage of a vehicle never falls.'
		USING ERRCODE = 'check_violation', TABLE = 'vehicles', CONSTRAINT = 'vehicles_mileage_rises';
END
$$;--> statement-breakpoint
CREATE TRIGGER "vehicles_mileage_rises" BEFORE UPDATE OF "mileage_km" ON "vehicles"
	FOR EACH ROW WHEN (NEW."mileage_km" < OLD."mileage_km") EXECUTE FUNCTION "refuse_falling_mileage"();
