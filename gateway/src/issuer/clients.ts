import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from '@ecosystem/kit/database';
import { done, type Result, refused } from '@ecosystem/kit/result';
import { eq } from 'drizzle-orm';
import type { JSONWebKeySet } from 'jose';
import { type clientAuthMethods, partnerClients } from '../database/tables-issuer.ts';

export type ClientAuthMethod = (typeof clientAuthMethods)[number];

/** The OAuth client of a partner as it is stored. */
export interface PartnerClient {
  readonly partnerId: string;
  readonly name: string;
  readonly authMethod: ClientAuthMethod;
  readonly secretSha256: Uint8Array | null;
  readonly previousSecretSha256: Uint8Array | null;
  readonly previousUntil: Date | null;
  readonly jwks: JSONWebKeySet | null;
  /** Where the browser may be sent back to; none for a partner that signs in nobody. */
  readonly redirectUris: readonly string[];
}

/** What can be set of a client besides its keys. */
export type ClientSettings = Pick<PartnerClient, 'name' | 'authMethod' | 'redirectUris'>;

/** The OAuth clients of partners, one for each. */
export interface ClientStore {
  find(partnerId: string): Promise<PartnerClient | null>;
  /** Makes the client or changes it; secrets and keys stay. Refused: REDIRECT_URI_INVALID. */
  save(partnerId: string, settings: ClientSettings): Promise<Result<null, 'REDIRECT_URI_INVALID'>>;
  /** Gives the client a new secret, told here and never again; the one before counts for 24 hours more. Refused: NOT_FOUND. */
  rotateSecret(partnerId: string): Promise<Result<string, 'NOT_FOUND'>>;
  /** The public keys of a client that signs what it sends, or null to take them away. Refused: NOT_FOUND and PRIVATE_KEY. */
  setJwks(partnerId: string, jwks: JSONWebKeySet | null): Promise<Result<null, 'NOT_FOUND' | 'PRIVATE_KEY'>>;
}

const secretBytes = 32;
/** How long the secret before the last change counts: a working day for all servers of a partner to get the new one. */
const graceMs = 24 * 3_600_000;
const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** @param now for tests of the grace. */
export function createClientStore(pool: Pool, now: () => Date = () => new Date()): ClientStore {
  const find = async (partnerId: string): Promise<PartnerClient | null> => {
    const [row] = await pool.select().from(partnerClients).where(eq(partnerClients.partnerId, partnerId));
    return row ?? null;
  };
  return {
    find,
    async save(partnerId, { name, authMethod, redirectUris }) {
      const wrong = redirectUris.find((uri) => !isRedirectUri(uri));
      if (wrong !== undefined) {
        const message = `"${wrong}" cannot be a redirect address: it must begin with https://, or with http:// on this machine, and have no #.`;
        return refused('REDIRECT_URI_INVALID', ['redirectUris'], message);
      }
      const settings = { name, authMethod, redirectUris: [...redirectUris] };
      await pool
        .insert(partnerClients)
        .values({ partnerId, ...settings })
        .onConflictDoUpdate({ target: partnerClients.partnerId, set: settings });
      return done(null);
    },
    rotateSecret: (partnerId) =>
      pool.transaction(async (transaction) => {
        const isPartner = eq(partnerClients.partnerId, partnerId);
        const [known] = await transaction.select().from(partnerClients).where(isPartner).for('update');
        if (!known) return refused('NOT_FOUND', ['partnerId'], 'This partner has no client yet.');
        const secret = randomBytes(secretBytes).toString('base64url');
        await transaction
          .update(partnerClients)
          .set({
            secretSha256: hashSecret(secret),
            previousSecretSha256: known.secretSha256,
            previousUntil: known.secretSha256 && new Date(now().getTime() + graceMs),
          })
          .where(isPartner);
        return done(secret);
      }),
    async setJwks(partnerId, jwks) {
      if (jwks?.keys.some((key) => 'd' in key || 'k' in key)) {
        return refused('PRIVATE_KEY', ['jwks'], 'These keys are private; only public keys may leave the partner.');
      }
      const changed = await pool
        .update(partnerClients)
        .set({ jwks })
        .where(eq(partnerClients.partnerId, partnerId))
        .returning({ partnerId: partnerClients.partnerId });
      return changed.length > 0 ? done(null) : refused('NOT_FOUND', ['partnerId'], 'This partner has no client yet.');
    },
  };
}

const hashSecret = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();

/** Whether a secret counts at that time, found in the same time whatever was sent. */
export function isSecretOf(
  client: Pick<PartnerClient, 'secretSha256' | 'previousSecretSha256' | 'previousUntil'>,
  secret: string,
  at: Date,
): boolean {
  const hash = hashSecret(secret);
  const isCurrent = isEqual(client.secretSha256, hash);
  const isPrevious = isEqual(client.previousSecretSha256, hash);
  return isCurrent || (isPrevious && client.previousUntil !== null && client.previousUntil > at);
}

const isEqual = (stored: Uint8Array | null, hash: Uint8Array): boolean =>
  stored !== null && stored.byteLength === hash.byteLength && timingSafeEqual(stored, hash);

/** Codes travel to this address: over TLS, or within one machine while a partner develops. */
function isRedirectUri(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#')) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopbackNames.has(hostname));
}
