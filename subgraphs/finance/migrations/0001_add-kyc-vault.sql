CREATE TABLE "data_keys" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"wrapped_key" "bytea",
	"destroyed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "data_keys_destroyed" CHECK (("data_keys"."wrapped_key" is null) = ("data_keys"."destroyed_at" is not null))
);
--> statement-breakpoint
ALTER TABLE "kyc_vault" ADD COLUMN "name_enc" "bytea";--> statement-breakpoint
ALTER TABLE "kyc_vault" ADD COLUMN "id_number_enc" "bytea";