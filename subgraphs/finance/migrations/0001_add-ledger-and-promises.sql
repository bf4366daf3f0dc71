-- Until now nothing but the demo world could be in these tables: no mutation wrote them. It is seeded anew in the new shape.
TRUNCATE "agent_customers", "agents", "holdings", "kyc_vault", "ledger_accounts", "loans", "loyalty", "payments", "policies", "wallets", "wealth";--> statement-breakpoint
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
CREATE TABLE "idempotency_keys" (
	"caller_id" text NOT NULL,
	"mutation" text NOT NULL,
	"key" text NOT NULL,
	"input_hash" text NOT NULL,
	"response" jsonb NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "idempotency_keys_caller_id_mutation_key_pk" PRIMARY KEY("caller_id","mutation","key")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"customer_id" uuid NOT NULL,
	"consumer" text NOT NULL,
	"event_id" uuid NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "inbox_customer_id_consumer_event_id_pk" PRIMARY KEY("customer_id","consumer","event_id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"topic" text NOT NULL,
	"payload" jsonb NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"retry_at" timestamp (3) with time zone,
	"last_error" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "outbox_customer_id_id_pk" PRIMARY KEY("customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "sagas" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"aggregate_id" uuid NOT NULL,
	"state" text NOT NULL,
	"step" text NOT NULL,
	"deadline_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"context" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "sagas_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "sagas_state" CHECK ("sagas"."state" in ('RUNNING', 'DONE', 'COMPENSATED', 'PARKED'))
);
--> statement-breakpoint
CREATE TABLE "claim_handlers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"customer_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "claim_lines" (
	"customer_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"coverage_code" text NOT NULL,
	"number" integer DEFAULT 1 NOT NULL,
	"claimed_minor" bigint NOT NULL,
	"approved_minor" bigint,
	"deductible_minor" bigint DEFAULT 0 NOT NULL,
	"coinsurance_minor" bigint DEFAULT 0 NOT NULL,
	"reason" text,
	"evidence_ids" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "claim_lines_customer_id_claim_id_coverage_code_pk" PRIMARY KEY("customer_id","claim_id","coverage_code"),
	CONSTRAINT "claim_lines_claimed" CHECK ("claim_lines"."claimed_minor" > 0),
	CONSTRAINT "claim_lines_approved" CHECK ("claim_lines"."approved_minor" between 0 and "claim_lines"."claimed_minor")
);
--> statement-breakpoint
CREATE TABLE "claims" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"claim_number" text NOT NULL,
	"policy_id" uuid NOT NULL,
	"status" text NOT NULL,
	"loss_at" timestamp (3) with time zone NOT NULL,
	"reported_at" timestamp (3) with time zone NOT NULL,
	"cause" text NOT NULL,
	"description" text NOT NULL,
	"accident_id" uuid,
	"encounter_id" uuid,
	"order_id" uuid,
	"claimed_minor" bigint NOT NULL,
	"reserve_minor" bigint NOT NULL,
	"approved_minor" bigint,
	"paid_minor" bigint,
	"currency" char(3) NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"payee_merchant_id" uuid,
	"handler_id" uuid,
	"loss_key" text NOT NULL,
	"note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "claims_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "claims_id" UNIQUE("id"),
	CONSTRAINT "claims_number" UNIQUE("claim_number"),
	CONSTRAINT "claims_status" CHECK ("claims"."status" in ('NOTIFIED', 'TRIAGED', 'APPROVED', 'INVESTIGATING', 'PARTIALLY_APPROVED', 'REJECTED', 'PAYING', 'PAID', 'CLOSED', 'REOPENED', 'WITHDRAWN')),
	CONSTRAINT "claims_claimed" CHECK ("claims"."claimed_minor" > 0),
	CONSTRAINT "claims_reserve" CHECK ("claims"."reserve_minor" >= 0),
	CONSTRAINT "claims_approved" CHECK ("claims"."approved_minor" between 0 and "claims"."claimed_minor"),
	CONSTRAINT "claims_paid" CHECK ("claims"."paid_minor" between 0 and "claims"."approved_minor"),
	CONSTRAINT "claims_decided" CHECK (not ("claims"."status" in ('APPROVED', 'PARTIALLY_APPROVED', 'PAYING', 'PAID')) or "claims"."approved_minor" is not null)
);
--> statement-breakpoint
CREATE TABLE "payouts" (
	"customer_id" uuid NOT NULL,
	"claim_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"payee_kind" text NOT NULL,
	"payee_id" uuid NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "payouts_customer_id_claim_id_id_pk" PRIMARY KEY("customer_id","claim_id","id"),
	CONSTRAINT "payouts_attempt" UNIQUE("customer_id","claim_id","attempt"),
	CONSTRAINT "payouts_status" CHECK ("payouts"."status" in ('PENDING', 'SENT', 'FAILED', 'SETTLED')),
	CONSTRAINT "payouts_payee_kind" CHECK ("payouts"."payee_kind" in ('CUSTOMER', 'MERCHANT')),
	CONSTRAINT "payouts_amount" CHECK ("payouts"."amount_minor" > 0),
	CONSTRAINT "payouts_settled" CHECK (("payouts"."status" = 'SETTLED') = ("payouts"."settled_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "loan_instalments" (
	"customer_id" uuid NOT NULL,
	"loan_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"due_on" date NOT NULL,
	"principal_minor" bigint NOT NULL,
	"interest_minor" bigint NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "loan_instalments_customer_id_loan_id_number_pk" PRIMARY KEY("customer_id","loan_id","number"),
	CONSTRAINT "loan_instalments_principal" CHECK ("loan_instalments"."principal_minor" >= 0),
	CONSTRAINT "loan_instalments_interest" CHECK ("loan_instalments"."interest_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "offers" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product" text NOT NULL,
	"headline" text NOT NULL,
	"price_minor" bigint,
	"currency" char(3) NOT NULL,
	"score" numeric(5, 4) NOT NULL,
	"reasons" jsonb NOT NULL,
	"is_personalised" boolean NOT NULL,
	"quote_id" uuid,
	"response" text,
	"responded_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "offers_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "offers_id" UNIQUE("id"),
	CONSTRAINT "offers_score" CHECK ("offers"."score" between 0 and 1),
	CONSTRAINT "offers_response" CHECK ("offers"."response" in ('ACCEPT', 'DECLINE', 'LATER')),
	CONSTRAINT "offers_responded" CHECK (("offers"."response" is null) = ("offers"."responded_at" is null))
);
--> statement-breakpoint
CREATE TABLE "escrow_pauses" (
	"customer_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"return_id" uuid NOT NULL,
	"left_ms" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "escrow_pauses_customer_id_payment_id_return_id_pk" PRIMARY KEY("customer_id","payment_id","return_id"),
	CONSTRAINT "escrow_pauses_left" CHECK ("escrow_pauses"."left_ms" >= 0)
);
--> statement-breakpoint
CREATE TABLE "coverage_plans" (
	"product_code" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"limit_minor" bigint,
	"deductible_minor" bigint NOT NULL,
	"coinsurance_percent" numeric(5, 2) NOT NULL,
	"base_rate_ppm" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "coverage_plans_product_code_code_pk" PRIMARY KEY("product_code","code"),
	CONSTRAINT "coverage_plans_limit" CHECK ("coverage_plans"."limit_minor" > 0),
	CONSTRAINT "coverage_plans_deductible" CHECK ("coverage_plans"."deductible_minor" >= 0),
	CONSTRAINT "coverage_plans_rate" CHECK ("coverage_plans"."base_rate_ppm" > 0),
	CONSTRAINT "coverage_plans_coinsurance" CHECK ("coverage_plans"."coinsurance_percent" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "coverages" (
	"customer_id" uuid NOT NULL,
	"policy_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"limit_minor" bigint NOT NULL,
	"deductible_minor" bigint NOT NULL,
	"coinsurance_percent" numeric(5, 2) NOT NULL,
	"remaining_minor" bigint NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "coverages_customer_id_policy_id_code_pk" PRIMARY KEY("customer_id","policy_id","code"),
	CONSTRAINT "coverages_remaining" CHECK ("coverages"."remaining_minor" between 0 and "coverages"."limit_minor"),
	CONSTRAINT "coverages_coinsurance" CHECK ("coverages"."coinsurance_percent" between 0 and 100)
);
--> statement-breakpoint
CREATE TABLE "policy_lapses" (
	"customer_id" uuid NOT NULL,
	"policy_id" uuid NOT NULL,
	"from_on" date NOT NULL,
	"to_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "policy_lapses_customer_id_policy_id_from_on_pk" PRIMARY KEY("customer_id","policy_id","from_on"),
	CONSTRAINT "policy_lapses_order" CHECK ("policy_lapses"."from_on" <= "policy_lapses"."to_on")
);
--> statement-breakpoint
CREATE TABLE "policy_patients" (
	"customer_id" uuid NOT NULL,
	"policy_id" uuid NOT NULL,
	"patient_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "policy_patients_customer_id_policy_id_patient_id_pk" PRIMARY KEY("customer_id","policy_id","patient_id")
);
--> statement-breakpoint
CREATE TABLE "premium_instalments" (
	"customer_id" uuid NOT NULL,
	"policy_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"due_on" date NOT NULL,
	"paid_at" timestamp (3) with time zone,
	"collect_on" date NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "premium_instalments_customer_id_policy_id_number_pk" PRIMARY KEY("customer_id","policy_id","number"),
	CONSTRAINT "premium_instalments_amount" CHECK ("premium_instalments"."amount_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"code" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"currency" char(3) NOT NULL,
	"term_years" integer,
	"term_days" integer,
	"minimum_premium_minor" bigint NOT NULL,
	"auto_renews" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "products_kind" CHECK ("products"."kind" in ('AUTO', 'HEALTH', 'LIFE', 'RETURN_FREIGHT')),
	CONSTRAINT "products_term" CHECK (("products"."term_years" is null) <> ("products"."term_days" is null)),
	CONSTRAINT "products_minimum_premium" CHECK ("products"."minimum_premium_minor" > 0),
	CONSTRAINT "products_renewal" CHECK (not ("products"."kind" = 'LIFE' and "products"."auto_renews"))
);
--> statement-breakpoint
CREATE TABLE "quotes" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product" text NOT NULL,
	"premium_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"risk" jsonb NOT NULL,
	"coverages" jsonb NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"renews_policy_id" uuid,
	"collect_on" date,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "quotes_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "quotes_id" UNIQUE("id"),
	CONSTRAINT "quotes_renews" UNIQUE("customer_id","renews_policy_id"),
	CONSTRAINT "quotes_collect_renewal" CHECK (("quotes"."collect_on" is null) = ("quotes"."renews_policy_id" is null)),
	CONSTRAINT "quotes_status" CHECK ("quotes"."status" in ('QUOTED', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
	CONSTRAINT "quotes_premium" CHECK ("quotes"."premium_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "ledger_entries" (
	"owner_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"id" uuid NOT NULL,
	"transaction_id" uuid NOT NULL,
	"direction" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"balance_after_minor" bigint NOT NULL,
	"asset" text NOT NULL,
	"kind" text NOT NULL,
	"booked_at" timestamp (3) with time zone NOT NULL,
	"narrative" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "ledger_entries_owner_id_account_id_seq_pk" PRIMARY KEY("owner_id","account_id","seq"),
	CONSTRAINT "ledger_entries_amount" CHECK ("ledger_entries"."amount_minor" > 0),
	CONSTRAINT "ledger_entries_direction" CHECK ("ledger_entries"."direction" in ('DEBIT', 'CREDIT')),
	CONSTRAINT "ledger_entries_kind" CHECK ("ledger_entries"."kind" in ('OPENING', 'TOP_UP', 'PAYMENT_CAPTURE', 'ESCROW_RELEASE', 'REFUND', 'TRANSFER', 'RED_PACKET', 'RED_PACKET_SHARE', 'RED_PACKET_RETURN', 'PREMIUM', 'PREMIUM_RETURN', 'CLAIM_PAYOUT', 'LOAN_DISBURSEMENT', 'LOAN_INSTALMENT', 'POINTS_EARNED', 'POINTS_REVERSED', 'POINTS_EXPIRED', 'REVERSAL'))
);
--> statement-breakpoint
CREATE TABLE "ledger_transactions" (
	"owner_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"reference" text NOT NULL,
	"booked_at" timestamp (3) with time zone NOT NULL,
	"reverses_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "ledger_transactions_owner_id_id_pk" PRIMARY KEY("owner_id","id"),
	CONSTRAINT "ledger_transactions_id" UNIQUE("id"),
	CONSTRAINT "ledger_transactions_reference" UNIQUE("owner_id","reference"),
	CONSTRAINT "ledger_transactions_reverses" UNIQUE("reverses_id"),
	CONSTRAINT "ledger_transactions_kind" CHECK ("ledger_transactions"."kind" in ('OPENING', 'TOP_UP', 'PAYMENT_CAPTURE', 'ESCROW_RELEASE', 'REFUND', 'TRANSFER', 'RED_PACKET', 'RED_PACKET_SHARE', 'RED_PACKET_RETURN', 'PREMIUM', 'PREMIUM_RETURN', 'CLAIM_PAYOUT', 'LOAN_DISBURSEMENT', 'LOAN_INSTALMENT', 'POINTS_EARNED', 'POINTS_REVERSED', 'POINTS_EXPIRED', 'REVERSAL')),
	CONSTRAINT "ledger_transactions_reversal" CHECK (("ledger_transactions"."kind" = 'REVERSAL') = ("ledger_transactions"."reverses_id" is not null))
);
--> statement-breakpoint
CREATE TABLE "fee_rules" (
	"code" text PRIMARY KEY NOT NULL,
	"rate_percent" numeric(5, 2) NOT NULL,
	"min_minor" bigint NOT NULL,
	"valid_from" date NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "known_contacts" (
	"customer_id" uuid NOT NULL,
	"contact_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_contacts_customer_id_contact_id_pk" PRIMARY KEY("customer_id","contact_id")
);
--> statement-breakpoint
CREATE TABLE "known_customers" (
	"customer_id" uuid PRIMARY KEY NOT NULL,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_customers_status" CHECK ("known_customers"."status" in ('ACTIVE', 'FROZEN', 'CLOSING', 'ERASED'))
);
--> statement-breakpoint
CREATE TABLE "known_merchants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"city" text NOT NULL,
	"merchant_category_code" char(4) NOT NULL,
	"scheme_number" text NOT NULL,
	"partner_id" uuid,
	"is_live" boolean NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_merchants_scheme_number" UNIQUE("scheme_number")
);
--> statement-breakpoint
CREATE TABLE "known_patients" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"age_band" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_patients_customer_id_id_pk" PRIMARY KEY("customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "known_payables" (
	"type" text NOT NULL,
	"id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"merchant_id" uuid,
	"city_code" text,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_payables_type_id_pk" PRIMARY KEY("type","id"),
	CONSTRAINT "known_payables_type" CHECK ("known_payables"."type" in ('ORDER', 'RIDE', 'PARKING_SESSION', 'TRAFFIC_FINE', 'REPAIR_ORDER', 'APPOINTMENT', 'QUOTE')),
	CONSTRAINT "known_payables_payee" CHECK (("known_payables"."merchant_id" is null) <> ("known_payables"."city_code" is null)),
	CONSTRAINT "known_payables_amount" CHECK ("known_payables"."amount_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "known_thread_members" (
	"thread_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_thread_members_thread_id_customer_id_pk" PRIMARY KEY("thread_id","customer_id")
);
--> statement-breakpoint
CREATE TABLE "known_vehicles" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"model_year" integer NOT NULL,
	"mileage_km" integer NOT NULL,
	"powertrain" text NOT NULL,
	"market_value_minor" bigint,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "known_vehicles_customer_id_id_pk" PRIMARY KEY("customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "merchant_payments" (
	"merchant_id" uuid NOT NULL,
	"captured_at" timestamp (3) with time zone NOT NULL,
	"payment_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"status" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"refunded_minor" bigint DEFAULT 0 NOT NULL,
	"fee_minor" bigint DEFAULT 0 NOT NULL,
	"currency" char(3) NOT NULL,
	"is_in_escrow" boolean DEFAULT false NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "merchant_payments_merchant_id_captured_at_payment_id_pk" PRIMARY KEY("merchant_id","captured_at","payment_id"),
	CONSTRAINT "merchant_payments_payment" UNIQUE("payment_id"),
	CONSTRAINT "merchant_payments_status" CHECK ("merchant_payments"."status" in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')),
	CONSTRAINT "merchant_payments_refunded" CHECK (0 <= "merchant_payments"."refunded_minor" and "merchant_payments"."refunded_minor" <= "merchant_payments"."amount_minor"),
	CONSTRAINT "merchant_payments_fee" CHECK ("merchant_payments"."fee_minor" between 0 and "merchant_payments"."amount_minor")
);
--> statement-breakpoint
CREATE TABLE "payment_codes" (
	"merchant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"payload" text NOT NULL,
	"kind" text NOT NULL,
	"amount_minor" bigint,
	"currency" char(3) NOT NULL,
	"reference" text,
	"expires_at" timestamp (3) with time zone,
	"used_by_payment_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "payment_codes_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "payment_codes_payload" UNIQUE("payload"),
	CONSTRAINT "payment_codes_reference" UNIQUE("merchant_id","reference"),
	CONSTRAINT "payment_codes_kind" CHECK ("payment_codes"."kind" in ('STATIC', 'DYNAMIC')),
	CONSTRAINT "payment_codes_dynamic" CHECK (("payment_codes"."kind" = 'DYNAMIC') = ("payment_codes"."amount_minor" is not null and "payment_codes"."reference" is not null and "payment_codes"."expires_at" is not null)),
	CONSTRAINT "payment_codes_amount" CHECK ("payment_codes"."amount_minor" > 0),
	CONSTRAINT "payment_codes_used" CHECK ("payment_codes"."kind" = 'DYNAMIC' or "payment_codes"."used_by_payment_id" is null)
);
--> statement-breakpoint
CREATE TABLE "red_packet_shares" (
	"customer_id" uuid NOT NULL,
	"packet_id" uuid NOT NULL,
	"slot" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"claimant_id" uuid,
	"claimed_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "red_packet_shares_customer_id_packet_id_slot_pk" PRIMARY KEY("customer_id","packet_id","slot"),
	CONSTRAINT "red_packet_shares_claimant" UNIQUE("customer_id","packet_id","claimant_id"),
	CONSTRAINT "red_packet_shares_amount" CHECK ("red_packet_shares"."amount_minor" > 0),
	CONSTRAINT "red_packet_shares_claimed" CHECK (("red_packet_shares"."claimant_id" is null) = ("red_packet_shares"."claimed_at" is null))
);
--> statement-breakpoint
CREATE TABLE "red_packets" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"total_minor" bigint NOT NULL,
	"claimed_minor" bigint DEFAULT 0 NOT NULL,
	"returned_minor" bigint DEFAULT 0 NOT NULL,
	"currency" char(3) NOT NULL,
	"shares" integer NOT NULL,
	"claimed_shares" integer DEFAULT 0 NOT NULL,
	"seed" bigint NOT NULL,
	"status" text NOT NULL,
	"message" text,
	"thread_id" uuid,
	"to_customer_id" uuid,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"idempotency_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "red_packets_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "red_packets_id" UNIQUE("id"),
	CONSTRAINT "red_packets_idempotency_key" UNIQUE("customer_id","idempotency_key"),
	CONSTRAINT "red_packets_kind" CHECK ("red_packets"."kind" in ('FIXED', 'LUCKY')),
	CONSTRAINT "red_packets_status" CHECK ("red_packets"."status" in ('SENT', 'PARTIALLY_CLAIMED', 'EMPTY', 'REFUNDED')),
	CONSTRAINT "red_packets_receiver" CHECK (("red_packets"."thread_id" is null) <> ("red_packets"."to_customer_id" is null)),
	CONSTRAINT "red_packets_claimed" CHECK ("red_packets"."claimed_minor" >= 0 and "red_packets"."returned_minor" >= 0 and "red_packets"."claimed_minor" + "red_packets"."returned_minor" <= "red_packets"."total_minor"),
	CONSTRAINT "red_packets_claimed_shares" CHECK ("red_packets"."claimed_shares" between 0 and "red_packets"."shares"),
	CONSTRAINT "red_packets_over" CHECK ("red_packets"."status" not in ('EMPTY', 'REFUNDED') or "red_packets"."claimed_minor" + "red_packets"."returned_minor" = "red_packets"."total_minor")
);
--> statement-breakpoint
CREATE TABLE "refunds" (
	"customer_id" uuid NOT NULL,
	"payment_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"status" text NOT NULL,
	"reason" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "refunds_customer_id_payment_id_id_pk" PRIMARY KEY("customer_id","payment_id","id"),
	CONSTRAINT "refunds_id" UNIQUE("id"),
	CONSTRAINT "refunds_idempotency_key" UNIQUE("customer_id","idempotency_key"),
	CONSTRAINT "refunds_status" CHECK ("refunds"."status" in ('PENDING', 'SUCCEEDED', 'FAILED')),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" > 0)
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"to_customer_id" uuid NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"note" text,
	"idempotency_key" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "transfers_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "transfers_id" UNIQUE("id"),
	CONSTRAINT "transfers_idempotency_key" UNIQUE("customer_id","idempotency_key"),
	CONSTRAINT "transfers_amount" CHECK ("transfers"."amount_minor" > 0),
	CONSTRAINT "transfers_not_to_self" CHECK ("transfers"."customer_id" <> "transfers"."to_customer_id")
);
--> statement-breakpoint
ALTER TABLE "ledger_accounts" DROP CONSTRAINT "ledger_accounts_code_known";--> statement-breakpoint
DROP INDEX "payments_id";--> statement-breakpoint
DROP INDEX "policies_id";--> statement-breakpoint
DROP INDEX "agent_customers_agent";--> statement-breakpoint
ALTER TABLE "kyc_vault" ADD COLUMN "name_enc" "bytea";--> statement-breakpoint
ALTER TABLE "kyc_vault" ADD COLUMN "id_number_enc" "bytea";--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "owner_kind" text NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "last_seq" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "loans" ADD COLUMN "tried_on" date;--> statement-breakpoint
ALTER TABLE "loyalty" ADD COLUMN "review_at" timestamp (3) with time zone DEFAULT to_timestamp(0);--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "held_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "captured_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "fee_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "funding" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "capture_mode" text NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payable_type" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payable_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payee_merchant_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "payee_code" text;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "mini_program_id" uuid;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "expires_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "authorised_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "captured_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "escrow_release_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "is_in_escrow" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "idempotency_key" text NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "order_id" uuid;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "quote_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "payment_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "renews_policy_id" uuid;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "cancelled_on" date;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "cancellation_reason" text;--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "spent_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "wallets" ADD COLUMN "spent_on" text;--> statement-breakpoint
ALTER TABLE "claim_lines" ADD CONSTRAINT "claim_lines_of_claim" FOREIGN KEY ("customer_id","claim_id") REFERENCES "public"."claims"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_handler_id_claim_handlers_id_fk" FOREIGN KEY ("handler_id") REFERENCES "public"."claim_handlers"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "claims" ADD CONSTRAINT "claims_policy_of_customer" FOREIGN KEY ("customer_id","policy_id") REFERENCES "public"."policies"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payouts" ADD CONSTRAINT "payouts_of_claim" FOREIGN KEY ("customer_id","claim_id") REFERENCES "public"."claims"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "loan_instalments" ADD CONSTRAINT "loan_instalments_of_loan" FOREIGN KEY ("customer_id","loan_id") REFERENCES "public"."loans"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "escrow_pauses" ADD CONSTRAINT "escrow_pauses_of_payment" FOREIGN KEY ("customer_id","payment_id") REFERENCES "public"."payments"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coverage_plans" ADD CONSTRAINT "coverage_plans_product_code_products_code_fk" FOREIGN KEY ("product_code") REFERENCES "public"."products"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "coverages" ADD CONSTRAINT "coverages_of_policy" FOREIGN KEY ("customer_id","policy_id") REFERENCES "public"."policies"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_lapses" ADD CONSTRAINT "policy_lapses_of_policy" FOREIGN KEY ("customer_id","policy_id") REFERENCES "public"."policies"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policy_patients" ADD CONSTRAINT "policy_patients_of_policy" FOREIGN KEY ("customer_id","policy_id") REFERENCES "public"."policies"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "premium_instalments" ADD CONSTRAINT "premium_instalments_of_policy" FOREIGN KEY ("customer_id","policy_id") REFERENCES "public"."policies"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quotes" ADD CONSTRAINT "quotes_product_products_code_fk" FOREIGN KEY ("product") REFERENCES "public"."products"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_account" FOREIGN KEY ("owner_id","account_id") REFERENCES "public"."ledger_accounts"("owner_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entries" ADD CONSTRAINT "ledger_entries_of_transaction" FOREIGN KEY ("transaction_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_transactions" ADD CONSTRAINT "ledger_transactions_reversed" FOREIGN KEY ("reverses_id") REFERENCES "public"."ledger_transactions"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merchant_payments" ADD CONSTRAINT "merchant_payments_of_payment" FOREIGN KEY ("customer_id","payment_id") REFERENCES "public"."payments"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "red_packet_shares" ADD CONSTRAINT "red_packet_shares_of_packet" FOREIGN KEY ("customer_id","packet_id") REFERENCES "public"."red_packets"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_of_customer" FOREIGN KEY ("customer_id","payment_id") REFERENCES "public"."payments"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_expires" ON "idempotency_keys" USING btree ("expires_at") WHERE "idempotency_keys"."expires_at" is not null;--> statement-breakpoint
CREATE INDEX "outbox_unsent" ON "outbox" USING btree ("position") WHERE "outbox"."sent_at" is null;--> statement-breakpoint
CREATE INDEX "outbox_unsent_of_customer" ON "outbox" USING btree ("customer_id","position") WHERE "outbox"."sent_at" is null;--> statement-breakpoint
CREATE INDEX "sagas_due" ON "sagas" USING btree ("deadline_at") WHERE "sagas"."state" = 'RUNNING';--> statement-breakpoint
CREATE INDEX "claim_lines_claim" ON "claim_lines" USING btree ("claim_id");--> statement-breakpoint
CREATE UNIQUE INDEX "claims_loss" ON "claims" USING btree ("customer_id","loss_key") WHERE "claims"."status" <> 'WITHDRAWN';--> statement-breakpoint
CREATE INDEX "claims_latest" ON "claims" USING btree ("customer_id","reported_at","id");--> statement-breakpoint
CREATE INDEX "claims_policy" ON "claims" USING btree ("policy_id","reported_at","id");--> statement-breakpoint
CREATE INDEX "claims_accident" ON "claims" USING btree ("accident_id") WHERE "claims"."accident_id" is not null;--> statement-breakpoint
CREATE INDEX "claims_encounter" ON "claims" USING btree ("encounter_id") WHERE "claims"."encounter_id" is not null;--> statement-breakpoint
CREATE INDEX "claims_order" ON "claims" USING btree ("customer_id","order_id","reported_at","id") WHERE "claims"."order_id" is not null;--> statement-breakpoint
CREATE INDEX "claims_handler" ON "claims" USING btree ("handler_id","reported_at","id");--> statement-breakpoint
CREATE INDEX "claims_to_close" ON "claims" USING btree ("paid_at") WHERE "claims"."status" = 'PAID';--> statement-breakpoint
CREATE INDEX "payouts_claim" ON "payouts" USING btree ("claim_id");--> statement-breakpoint
CREATE INDEX "payouts_pending" ON "payouts" USING btree ("created_at") WHERE "payouts"."status" in ('PENDING', 'SENT');--> statement-breakpoint
CREATE INDEX "loan_instalments_due" ON "loan_instalments" USING btree ("due_on") WHERE "loan_instalments"."paid_at" is null;--> statement-breakpoint
CREATE INDEX "offers_open" ON "offers" USING btree ("customer_id","expires_at");--> statement-breakpoint
CREATE INDEX "coverages_policy" ON "coverages" USING btree ("policy_id");--> statement-breakpoint
CREATE INDEX "policy_patients_policy" ON "policy_patients" USING btree ("policy_id");--> statement-breakpoint
CREATE INDEX "policy_patients_patient" ON "policy_patients" USING btree ("patient_id");--> statement-breakpoint
CREATE INDEX "premium_instalments_due" ON "premium_instalments" USING btree ("collect_on") WHERE "premium_instalments"."paid_at" is null;--> statement-breakpoint
CREATE INDEX "quotes_collect" ON "quotes" USING btree ("collect_on") WHERE "quotes"."status" = 'QUOTED' and "quotes"."collect_on" is not null;--> statement-breakpoint
CREATE INDEX "quotes_valid_until" ON "quotes" USING btree ("valid_until") WHERE "quotes"."status" = 'QUOTED';--> statement-breakpoint
CREATE INDEX "ledger_entries_transaction" ON "ledger_entries" USING btree ("transaction_id");--> statement-breakpoint
CREATE INDEX "known_merchants_partner" ON "known_merchants" USING btree ("partner_id");--> statement-breakpoint
CREATE INDEX "known_patients_id" ON "known_patients" USING btree ("id");--> statement-breakpoint
CREATE INDEX "known_payables_customer" ON "known_payables" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "known_vehicles_id" ON "known_vehicles" USING btree ("id");--> statement-breakpoint
CREATE INDEX "red_packet_shares_packet" ON "red_packet_shares" USING btree ("packet_id");--> statement-breakpoint
CREATE INDEX "red_packets_expires" ON "red_packets" USING btree ("expires_at") WHERE "red_packets"."status" in ('SENT', 'PARTIALLY_CLAIMED');--> statement-breakpoint
CREATE INDEX "refunds_payment" ON "refunds" USING btree ("payment_id");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_quote_of_customer" FOREIGN KEY ("customer_id","quote_id") REFERENCES "public"."quotes"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_payment_of_customer" FOREIGN KEY ("customer_id","payment_id") REFERENCES "public"."payments"("customer_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "loans_due" ON "loans" USING btree ("next_due_on") WHERE "loans"."status" in ('IN_REPAYMENT', 'OVERDUE');--> statement-breakpoint
CREATE INDEX "loyalty_review" ON "loyalty" USING btree ("review_at") WHERE "loyalty"."review_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_payable_captured" ON "payments" USING btree ("customer_id","payable_type","payable_id") WHERE "payments"."status" in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED');--> statement-breakpoint
CREATE INDEX "payments_payable" ON "payments" USING btree ("payable_id") WHERE "payments"."payable_id" is not null;--> statement-breakpoint
CREATE INDEX "payments_mini_program" ON "payments" USING btree ("mini_program_id","captured_at") WHERE "payments"."mini_program_id" is not null and "payments"."captured_at" is not null;--> statement-breakpoint
CREATE INDEX "payments_expires" ON "payments" USING btree ("expires_at") WHERE "payments"."status" in ('CREATED', 'AUTHORISED');--> statement-breakpoint
CREATE INDEX "payments_escrow_release" ON "payments" USING btree ("escrow_release_at") WHERE "payments"."is_in_escrow";--> statement-breakpoint
CREATE INDEX "policies_of_vehicle" ON "policies" USING btree ("vehicle_id","expires_on","id");--> statement-breakpoint
CREATE INDEX "policies_of_order" ON "policies" USING btree ("order_id") WHERE "policies"."order_id" is not null;--> statement-breakpoint
CREATE INDEX "policies_effective" ON "policies" USING btree ("effective_on") WHERE "policies"."status" = 'BOUND';--> statement-breakpoint
CREATE INDEX "policies_expires" ON "policies" USING btree ("expires_on") WHERE "policies"."status" in ('IN_FORCE', 'LAPSED');--> statement-breakpoint
CREATE UNIQUE INDEX "policies_vehicle_term" ON "policies" USING btree ("vehicle_id","product","effective_on") WHERE "policies"."status" in ('BOUND', 'IN_FORCE');--> statement-breakpoint
CREATE INDEX "agent_customers_agent" ON "agent_customers" USING btree ("agent_id","created_at","customer_id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_id" UNIQUE("id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_idempotency_key" UNIQUE("customer_id","idempotency_key");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_id" UNIQUE("id");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_number" UNIQUE("policy_number");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_quote" UNIQUE("customer_id","quote_id");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_payment" UNIQUE("customer_id","payment_id");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_renews" UNIQUE("customer_id","renews_policy_id");--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_owner_kind" CHECK ("ledger_accounts"."owner_kind" in ('CUSTOMER', 'HOUSE', 'MERCHANT'));--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD CONSTRAINT "ledger_accounts_code_known" CHECK ("ledger_accounts"."code" in ('wallet', 'points', 'settle', 'ads', 'premium', 'claims', 'fees', 'ad-income', 'points-issued', 'red-packet', 'clearing') or "ledger_accounts"."code" ~ '^(escrow:|city:).');--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_funding" CHECK ("payments"."funding" in ('WALLET', 'BANK_CARD', 'CREDIT_LINE', 'POINTS'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_capture_mode" CHECK ("payments"."capture_mode" in ('AUTOMATIC', 'MANUAL', 'ESCROW'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_payable_type" CHECK ("payments"."payable_type" in ('ORDER', 'RIDE', 'PARKING_SESSION', 'TRAFFIC_FINE', 'REPAIR_ORDER', 'APPOINTMENT', 'QUOTE'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_payee" CHECK (("payments"."payee_merchant_id" is null) <> ("payments"."payee_code" is null));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_payable_pair" CHECK (("payments"."payable_type" is null) = ("payments"."payable_id" is null));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_refunded" CHECK (0 <= "payments"."refunded_minor" and "payments"."refunded_minor" <= "payments"."captured_minor" and "payments"."captured_minor" <= "payments"."amount_minor");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_fee" CHECK ("payments"."fee_minor" between 0 and "payments"."captured_minor");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_captured" CHECK (("payments"."captured_at" is not null) = ("payments"."status" in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_held" CHECK ("payments"."held_minor" = 0 or "payments"."status" = 'AUTHORISED');--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_escrow" CHECK (not "payments"."is_in_escrow" or ("payments"."capture_mode" = 'ESCROW' and "payments"."status" in ('CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED')));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_escrow_release_at" CHECK ("payments"."escrow_release_at" is null or "payments"."is_in_escrow");--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_order" CHECK (("policies"."kind" = 'RETURN_FREIGHT') = ("policies"."order_id" is not null));--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_cancelled" CHECK (("policies"."status" = 'CANCELLED') = ("policies"."cancelled_on" is not null));--> statement-breakpoint
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_spent" CHECK ("wallets"."spent_minor" >= 0);