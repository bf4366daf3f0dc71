CREATE TABLE "agent_customers" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"agent_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"licence_number" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "holdings" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_code" text NOT NULL,
	"name" text NOT NULL,
	"units" numeric(20, 4) NOT NULL,
	"market_value_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "holdings_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "holdings_product" UNIQUE("customer_id","product_code"),
	CONSTRAINT "holdings_units" CHECK ("holdings"."units" > 0),
	CONSTRAINT "holdings_market_value" CHECK ("holdings"."market_value_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "kyc_vault" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"level" text NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"expires_on" date,
	"name_masked" text NOT NULL,
	"id_number_masked" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "kyc_vault_level" CHECK ("kyc_vault"."level" in ('NONE', 'BASIC', 'STANDARD', 'ENHANCED')),
	CONSTRAINT "kyc_vault_verified" CHECK (("kyc_vault"."level" = 'NONE') = ("kyc_vault"."verified_at" is null))
);
--> statement-breakpoint
CREATE TABLE "ledger_accounts" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"code" text NOT NULL,
	"asset" text NOT NULL,
	"exponent" integer NOT NULL,
	"normal" text NOT NULL,
	"balance_minor" bigint NOT NULL,
	"held_minor" bigint NOT NULL,
	"allow_negative" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "ledger_accounts_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "ledger_accounts_code" UNIQUE("owner_id","code","asset"),
	CONSTRAINT "ledger_accounts_code_known" CHECK ("ledger_accounts"."code" in ('wallet', 'points')),
	CONSTRAINT "ledger_accounts_normal" CHECK ("ledger_accounts"."normal" in ('DEBIT', 'CREDIT')),
	CONSTRAINT "ledger_accounts_balance" CHECK ("ledger_accounts"."allow_negative" or ("ledger_accounts"."held_minor" >= 0 and "ledger_accounts"."held_minor" <= "ledger_accounts"."balance_minor"))
);
--> statement-breakpoint
CREATE TABLE "loans" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"principal_minor" bigint NOT NULL,
	"outstanding_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"apr_percent" numeric(6, 2) NOT NULL,
	"next_due_on" date,
	"lender_partner_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "loans_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "loans_status" CHECK ("loans"."status" in ('APPLIED', 'APPROVED', 'REJECTED', 'DISBURSED', 'IN_REPAYMENT', 'OVERDUE', 'SETTLED', 'WRITTEN_OFF')),
	CONSTRAINT "loans_outstanding" CHECK ("loans"."outstanding_minor" between 0 and "loans"."principal_minor"),
	CONSTRAINT "loans_next_due" CHECK (("loans"."status" in ('IN_REPAYMENT', 'OVERDUE')) = ("loans"."next_due_on" is not null))
);
--> statement-breakpoint
CREATE TABLE "loyalty" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"tier" text NOT NULL,
	"account_id" uuid NOT NULL,
	"expiring_30d" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "loyalty_tier" CHECK ("loyalty"."tier" in ('STANDARD', 'SILVER', 'GOLD', 'PLATINUM')),
	CONSTRAINT "loyalty_expiring" CHECK ("loyalty"."expiring_30d" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "payments_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "payments_status" CHECK ("payments"."status" in ('CREATED', 'AUTHORISED', 'CAPTURED', 'CANCELLED', 'EXPIRED', 'FAILED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
	CONSTRAINT "payments_amount" CHECK ("payments"."amount_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"policy_number" text NOT NULL,
	"status" text NOT NULL,
	"product" text NOT NULL,
	"premium_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"effective_on" date NOT NULL,
	"expires_on" date NOT NULL,
	"auto_renews" boolean NOT NULL,
	"vehicle_id" uuid,
	"sum_assured_minor" bigint,
	"deductible_left_minor" bigint,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "policies_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "policies_kind" CHECK ("policies"."kind" in ('AUTO', 'HEALTH', 'LIFE', 'RETURN_FREIGHT')),
	CONSTRAINT "policies_status" CHECK ("policies"."status" in ('BOUND', 'IN_FORCE', 'CANCELLED', 'EXPIRED', 'LAPSED')),
	CONSTRAINT "policies_premium" CHECK ("policies"."premium_minor" >= 0),
	CONSTRAINT "policies_term" CHECK ("policies"."effective_on" < "policies"."expires_on"),
	CONSTRAINT "policies_vehicle" CHECK (("policies"."kind" = 'AUTO') = ("policies"."vehicle_id" is not null)),
	CONSTRAINT "policies_sum_assured" CHECK (("policies"."kind" = 'LIFE') = ("policies"."sum_assured_minor" is not null)),
	CONSTRAINT "policies_deductible" CHECK (("policies"."kind" = 'HEALTH') = ("policies"."deductible_left_minor" is not null)),
	CONSTRAINT "policies_deductible_left" CHECK ("policies"."deductible_left_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "wallets" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"status" text NOT NULL,
	"account_id" uuid NOT NULL,
	"daily_limit_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "wallets_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "wallets_currency" UNIQUE("customer_id","currency"),
	CONSTRAINT "wallets_status" CHECK ("wallets"."status" in ('ACTIVE', 'FROZEN', 'CLOSED')),
	CONSTRAINT "wallets_daily_limit" CHECK ("wallets"."daily_limit_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "wealth" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"risk_profile" text NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "wealth_risk_profile" CHECK ("wealth"."risk_profile" in ('R1', 'R2', 'R3', 'R4', 'R5'))
);
--> statement-breakpoint
ALTER TABLE "agent_customers" ADD CONSTRAINT "agent_customers_agent_id_agents_id_fk" FOREIGN KEY ("agent_id") REFERENCES "public"."agents"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loyalty" ADD CONSTRAINT "loyalty_account" FOREIGN KEY ("customer_id","account_id") REFERENCES "public"."ledger_accounts"("owner_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_account" FOREIGN KEY ("customer_id","account_id") REFERENCES "public"."ledger_accounts"("owner_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agent_customers_agent" ON "agent_customers" USING btree ("agent_id");--> statement-breakpoint
CREATE INDEX "holdings_id" ON "holdings" USING btree ("id");--> statement-breakpoint
CREATE INDEX "ledger_accounts_id" ON "ledger_accounts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "loans_id" ON "loans" USING btree ("id");--> statement-breakpoint
CREATE INDEX "payments_id" ON "payments" USING btree ("id");--> statement-breakpoint
CREATE INDEX "payments_latest" ON "payments" USING btree ("customer_id","created_at","id");--> statement-breakpoint
CREATE INDEX "policies_id" ON "policies" USING btree ("id");--> statement-breakpoint
CREATE INDEX "policies_latest" ON "policies" USING btree ("customer_id","expires_on","id");--> statement-breakpoint
CREATE INDEX "wallets_id" ON "wallets" USING btree ("id");