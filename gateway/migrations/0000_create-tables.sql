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
CREATE INDEX "partner_refusals_latest" ON "partner_refusals" USING btree ("occurred_at");--> statement-breakpoint
CREATE INDEX "operation_usage_day" ON "operation_usage" USING btree ("day");