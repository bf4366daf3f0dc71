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
ALTER TABLE "subject_registry" ADD CONSTRAINT "subject_registry_partner_id_partners_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."partners"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "subject_registry_customer" ON "subject_registry" USING btree ("partner_id","customer_id");