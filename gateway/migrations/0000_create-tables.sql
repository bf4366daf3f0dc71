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
CREATE INDEX "partner_refusals_latest" ON "partner_refusals" USING btree ("occurred_at");