CREATE TABLE "cart_lines" (
	"customer_id" uuid NOT NULL,
	"cart_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"merchant_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"quantity" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "cart_lines_customer_id_cart_id_id_pk" PRIMARY KEY("customer_id","cart_id","id"),
	CONSTRAINT "cart_lines_quantity" CHECK ("cart_lines"."quantity" >= 1)
);
--> statement-breakpoint
CREATE TABLE "carts" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "carts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "carts_one_for_each" CHECK ("carts"."id" = "carts"."customer_id")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"customer_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"order_number" text NOT NULL,
	"merchant_id" uuid NOT NULL,
	"status" text NOT NULL,
	"items_minor" bigint NOT NULL,
	"shipping_minor" bigint NOT NULL,
	"discount_minor" bigint NOT NULL,
	"total_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"pay_by" timestamp (3) with time zone,
	"payment_id" uuid,
	"payment_status" text,
	"team_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "orders_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "orders_status" CHECK ("orders"."status" in ('PENDING_PAYMENT', 'PAID', 'CANCELLED', 'EXPIRED', 'TO_SHIP', 'AWAITING_TEAM', 'REFUNDED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED', 'COMPLETED')),
	CONSTRAINT "orders_payment_status" CHECK ("orders"."payment_status" in ('CREATED', 'AUTHORISED', 'CAPTURED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'CANCELLED', 'EXPIRED', 'FAILED')),
	CONSTRAINT "orders_payment" CHECK (("orders"."payment_id" is null) = ("orders"."payment_status" is null)),
	CONSTRAINT "orders_pay_by" CHECK ("orders"."status" <> 'PENDING_PAYMENT' or "orders"."pay_by" is not null),
	CONSTRAINT "orders_total" CHECK ("orders"."total_minor" = "orders"."items_minor" + "orders"."shipping_minor" - "orders"."discount_minor"),
	CONSTRAINT "orders_amounts" CHECK (least("orders"."items_minor", "orders"."shipping_minor", "orders"."discount_minor", "orders"."total_minor") >= 0)
);
--> statement-breakpoint
CREATE TABLE "categories" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"parent_id" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "categories_parent" CHECK ("categories"."parent_id" <> "categories"."id")
);
--> statement-breakpoint
CREATE TABLE "marketplaces" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"model" text NOT NULL,
	"min_order_qty" integer NOT NULL,
	"is_cross_border" boolean NOT NULL,
	"escrow_days" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "marketplaces_code" CHECK ("marketplaces"."code" in ('C2C_BAZAAR', 'BRAND_MALL', 'GROUP_DEALS', 'WHOLESALE_CN', 'WHOLESALE_GLOBAL', 'RETAIL_GLOBAL')),
	CONSTRAINT "marketplaces_quantities" CHECK ("marketplaces"."min_order_qty" >= 1 and "marketplaces"."escrow_days" >= 0)
);
--> statement-breakpoint
CREATE TABLE "merchants" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"marketplace_code" text NOT NULL,
	"mcc" char(4) NOT NULL,
	"rating" numeric(3, 2),
	"seller_kind" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "merchants_seller_kind" CHECK ("merchants"."seller_kind" in ('PERSONAL', 'BUSINESS')),
	CONSTRAINT "merchants_seller" CHECK ("merchants"."seller_kind" <> 'PERSONAL' or "merchants"."marketplace_code" <> 'BRAND_MALL'),
	CONSTRAINT "merchants_mcc" CHECK ("merchants"."mcc" ~ '^[0-9]{4}$'),
	CONSTRAINT "merchants_rating" CHECK ("merchants"."rating" between 1 and 5)
);
--> statement-breakpoint
CREATE TABLE "products" (
	"merchant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"gtin" text,
	"title" text NOT NULL,
	"brand" text,
	"category_id" uuid NOT NULL,
	"status" text NOT NULL,
	"price_from_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"rating" numeric(3, 2),
	"review_count" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "products_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "products_gtin" CHECK ("products"."gtin" ~ '^([0-9]{8}|[0-9]{12,14})$'),
	CONSTRAINT "products_status" CHECK ("products"."status" in ('DRAFT', 'ACTIVE', 'PAUSED', 'ARCHIVED')),
	CONSTRAINT "products_rating" CHECK ("products"."rating" between 1 and 5),
	CONSTRAINT "products_reviews" CHECK ("products"."review_count" >= 0 and ("products"."review_count" = 0) = ("products"."rating" is null))
);
--> statement-breakpoint
CREATE TABLE "stock_levels" (
	"merchant_id" uuid NOT NULL,
	"variant_id" uuid NOT NULL,
	"warehouse_id" uuid NOT NULL,
	"on_hand" integer NOT NULL,
	"allocated" integer NOT NULL,
	"reserved" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "stock_levels_merchant_id_variant_id_warehouse_id_pk" PRIMARY KEY("merchant_id","variant_id","warehouse_id"),
	CONSTRAINT "stock_levels_promised" CHECK ("stock_levels"."on_hand" >= "stock_levels"."allocated"::bigint + "stock_levels"."reserved"),
	CONSTRAINT "stock_levels_counts" CHECK ("stock_levels"."allocated" >= 0 and "stock_levels"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "variants" (
	"merchant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"sku" text NOT NULL,
	"name" text NOT NULL,
	"price_minor" bigint NOT NULL,
	"currency" char(3) NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "variants_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "variants_price" CHECK ("variants"."price_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "customer_teams" (
	"customer_id" uuid NOT NULL,
	"team_id" uuid NOT NULL,
	"campaign_id" uuid NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "customer_teams_customer_id_team_id_pk" PRIMARY KEY("customer_id","team_id")
);
--> statement-breakpoint
CREATE TABLE "group_campaigns" (
	"merchant_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"product_id" uuid NOT NULL,
	"team_size" integer NOT NULL,
	"window_hours" integer NOT NULL,
	"starts_at" timestamp (3) with time zone NOT NULL,
	"ends_at" timestamp (3) with time zone NOT NULL,
	"per_customer_limit" integer NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "group_campaigns_merchant_id_id_pk" PRIMARY KEY("merchant_id","id"),
	CONSTRAINT "group_campaigns_size" CHECK ("group_campaigns"."team_size" between 2 and 10),
	CONSTRAINT "group_campaigns_term" CHECK ("group_campaigns"."starts_at" < "group_campaigns"."ends_at" and "group_campaigns"."window_hours" > 0),
	CONSTRAINT "group_campaigns_limit" CHECK ("group_campaigns"."per_customer_limit" >= 1)
);
--> statement-breakpoint
CREATE TABLE "group_members" (
	"team_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"status" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "group_members_team_id_customer_id_pk" PRIMARY KEY("team_id","customer_id"),
	CONSTRAINT "group_members_status" CHECK ("group_members"."status" in ('RESERVED', 'PAID', 'LEFT', 'REFUNDED'))
);
--> statement-breakpoint
CREATE TABLE "group_teams" (
	"team_id" uuid PRIMARY KEY NOT NULL,
	"campaign_id" uuid NOT NULL,
	"leader_id" uuid NOT NULL,
	"size" integer NOT NULL,
	"reserved" integer NOT NULL,
	"paid" integer NOT NULL,
	"status" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "group_teams_status" CHECK ("group_teams"."status" in ('AWAITING_LEADER_PAYMENT', 'OPEN', 'FORMED', 'EXPIRED', 'CANCELLED')),
	CONSTRAINT "group_teams_places" CHECK ("group_teams"."reserved" + "group_teams"."paid" <= "group_teams"."size"),
	CONSTRAINT "group_teams_counts" CHECK ("group_teams"."reserved" >= 0 and "group_teams"."paid" >= 0),
	CONSTRAINT "group_teams_formed" CHECK ("group_teams"."status" <> 'FORMED' or "group_teams"."paid" = "group_teams"."size")
);
--> statement-breakpoint
ALTER TABLE "cart_lines" ADD CONSTRAINT "cart_lines_cart" FOREIGN KEY ("customer_id","cart_id") REFERENCES "public"."carts"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "categories" ADD CONSTRAINT "categories_parent_id_categories_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."categories"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "merchants" ADD CONSTRAINT "merchants_marketplace_code_marketplaces_code_fk" FOREIGN KEY ("marketplace_code") REFERENCES "public"."marketplaces"("code") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_merchant_id_merchants_id_fk" FOREIGN KEY ("merchant_id") REFERENCES "public"."merchants"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "products" ADD CONSTRAINT "products_category_id_categories_id_fk" FOREIGN KEY ("category_id") REFERENCES "public"."categories"("id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stock_levels" ADD CONSTRAINT "stock_levels_variant" FOREIGN KEY ("merchant_id","variant_id") REFERENCES "public"."variants"("merchant_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "variants" ADD CONSTRAINT "variants_product" FOREIGN KEY ("merchant_id","product_id") REFERENCES "public"."products"("merchant_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_campaigns" ADD CONSTRAINT "group_campaigns_product" FOREIGN KEY ("merchant_id","product_id") REFERENCES "public"."products"("merchant_id","id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_members" ADD CONSTRAINT "group_members_team_id_group_teams_team_id_fk" FOREIGN KEY ("team_id") REFERENCES "public"."group_teams"("team_id") ON DELETE restrict ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cart_lines_id" ON "cart_lines" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "cart_lines_variant" ON "cart_lines" USING btree ("customer_id","cart_id","variant_id");--> statement-breakpoint
CREATE INDEX "carts_id" ON "carts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "orders_id" ON "orders" USING btree ("id");--> statement-breakpoint
CREATE INDEX "orders_latest" ON "orders" USING btree ("customer_id","placed_at","id");--> statement-breakpoint
CREATE INDEX "orders_status" ON "orders" USING btree ("customer_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "orders_number" ON "orders" USING btree ("order_number");--> statement-breakpoint
CREATE INDEX "orders_pay_by" ON "orders" USING btree ("pay_by") WHERE status = 'PENDING_PAYMENT';--> statement-breakpoint
CREATE INDEX "products_id" ON "products" USING btree ("id");--> statement-breakpoint
CREATE UNIQUE INDEX "products_gtin" ON "products" USING btree (lpad(gtin, 14, '0'));--> statement-breakpoint
CREATE INDEX "products_category" ON "products" USING btree ("category_id","status");--> statement-breakpoint
CREATE INDEX "stock_levels_of_variant" ON "stock_levels" USING btree ("variant_id");--> statement-breakpoint
CREATE INDEX "variants_id" ON "variants" USING btree ("id");--> statement-breakpoint
CREATE INDEX "variants_of_product" ON "variants" USING btree ("product_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "variants_sku" ON "variants" USING btree ("merchant_id","sku");--> statement-breakpoint
CREATE INDEX "customer_teams_latest" ON "customer_teams" USING btree ("customer_id","joined_at","team_id");--> statement-breakpoint
CREATE INDEX "customer_teams_campaign" ON "customer_teams" USING btree ("customer_id","campaign_id");--> statement-breakpoint
CREATE INDEX "group_campaigns_id" ON "group_campaigns" USING btree ("id");--> statement-breakpoint
CREATE INDEX "group_campaigns_product" ON "group_campaigns" USING btree ("product_id");--> statement-breakpoint
CREATE INDEX "group_teams_expiring" ON "group_teams" USING btree ("expires_at") WHERE status = 'OPEN';--> statement-breakpoint
CREATE INDEX "group_teams_campaign" ON "group_teams" USING btree ("campaign_id","status");--> statement-breakpoint
-- S12: price_from is the least price of the variants. The lock on the product lets changes of its variants count one after
-- the other: the least price is read after waiting, so it sees what the other transaction has committed. It does not
-- conflict with the locks of foreign keys. A product cannot lose its last variant: there would be no least price.
CREATE FUNCTION "keep_price_from"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	changed record;
BEGIN
	FOR changed IN
		SELECT DISTINCT "merchant_id", "product_id" FROM (VALUES
			(OLD."merchant_id", OLD."product_id"),
			(NEW."merchant_id", NEW."product_id")
		) AS touched ("merchant_id", "product_id")
		WHERE "product_id" IS NOT NULL
		ORDER BY 1, 2
	LOOP
		PERFORM FROM "products"
			WHERE "merchant_id" = changed."merchant_id" AND "id" = changed."product_id" FOR NO KEY UPDATE;
		UPDATE "products" SET "price_from_minor" = least_price."minor", "updated_at" = now(), "version" = "version" + 1
			FROM (
				SELECT min("price_minor") AS "minor" FROM "variants"
				WHERE "merchant_id" = changed."merchant_id" AND "product_id" = changed."product_id"
			) AS least_price
			WHERE "merchant_id" = changed."merchant_id" AND "id" = changed."product_id"
				AND "price_from_minor" IS DISTINCT FROM least_price."minor";
	END LOOP;
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER "variants_price_from" AFTER INSERT OR DELETE OR UPDATE OF "merchant_id", "product_id", "price_minor" ON "variants"
	FOR EACH ROW EXECUTE FUNCTION "keep_price_from"();
