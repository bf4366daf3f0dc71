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
CREATE INDEX "operation_usage_day" ON "operation_usage" USING btree ("day");