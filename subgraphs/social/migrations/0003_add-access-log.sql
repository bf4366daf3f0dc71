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
ALTER TABLE "partners" ADD COLUMN "allowed_scopes" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "access_log" ADD CONSTRAINT "access_log_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_log_id" ON "access_log" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "access_log_chain" ON "access_log" USING btree ("customer_id","day","seq");--> statement-breakpoint
CREATE INDEX "consents_in_force" ON "consents" USING btree ("partner_id","scopes") WHERE "consents"."status" = 'AUTHORISED';