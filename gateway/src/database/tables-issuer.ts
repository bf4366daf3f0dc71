import { bytes, instant } from '@ecosystem/kit/columns';
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { JSONWebKeySet } from 'jose';

/** How clients prove at the token endpoint who they are. */
export const clientAuthMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;

/** The OAuth client of a partner; its client id is the id of the partner. */
export const partnerClients = pgTable(
  'partner_clients',
  {
    partnerId: text('partner_id').primaryKey(),
    name: text('name').notNull(),
    authMethod: text('auth_method', { enum: clientAuthMethods }).notNull(),
    /** SHA-256 of the secret, which nobody keeps but the partner. */
    secretSha256: bytes('secret_sha256'),
    /** The secret before the last change still counts until that time. */
    previousSecretSha256: bytes('previous_secret_sha256'),
    previousUntil: instant('previous_until'),
    jwks: jsonb('jwks').$type<JSONWebKeySet>(),
    redirectUris: text('redirect_uris').array().notNull().default(sql`'{}'`),
  },
  (table) => [
    check('partner_clients_previous', sql`(${table.previousSecretSha256} is null) = (${table.previousUntil} is null)`),
  ],
);

/** What the issuer remembers for a short time: interactions, codes, visits. All workers share it. */
export const oidcModels = pgTable(
  'oidc_models',
  {
    kind: text('kind').notNull(),
    id: text('id').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    grantId: text('grant_id'),
    userCode: text('user_code'),
    uid: text('uid'),
    consumedAt: instant('consumed_at'),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.id] }),
    index('oidc_models_expiry').on(table.expiresAt),
    index('oidc_models_grant').on(table.grantId),
    index('oidc_models_uid').on(table.uid),
  ],
);

/** How often somebody typed a sign-in code that meant nobody, by a hash of the place it came from. */
export const signInAttempts = pgTable('sign_in_attempts', {
  place: text('place').primaryKey(),
  count: integer('count').notNull(),
  /** When counting begins anew. */
  endsAt: instant('ends_at').notNull(),
});
