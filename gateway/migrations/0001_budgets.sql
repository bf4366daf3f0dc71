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
