import type { AdapterPayload, Client } from 'oidc-provider';
import { isSecretOf, type PartnerClient } from './clients.ts';

/** What oidc-provider keeps of a client besides the registered metadata: the secrets are known by their hashes alone. */
export const ownMetadata = ['secret_sha256', 'previous_secret_sha256', 'previous_until'] as const;

const encode = (hash: Uint8Array | null): string => (hash ? Buffer.from(hash).toString('base64url') : '');
const decode = (text: unknown): Uint8Array | null => (text ? Buffer.from(String(text), 'base64url') : null);

/** A client as dynamic registration would write it (RFC 7591). */
export function describeClient(client: PartnerClient): AdapterPayload {
  const canSignIn = client.redirectUris.length > 0;
  return {
    client_id: client.partnerId,
    client_name: client.name,
    token_endpoint_auth_method: client.authMethod,
    redirect_uris: [...client.redirectUris],
    grant_types: canSignIn ? ['client_credentials', 'authorization_code'] : ['client_credentials'],
    response_types: canSignIn ? ['code'] : [],
    response_modes: ['query', 'form_post'],
    ...(client.jwks && { jwks: client.jwks }),
    // Clients with a secret must have this word. It is none: compareSecret looks at the hashes, and no algorithm uses it.
    ...(client.authMethod !== 'private_key_jwt' && { client_secret: 'known-by-its-hash-alone' }),
    secret_sha256: encode(client.secretSha256),
    previous_secret_sha256: encode(client.previousSecretSha256),
    previous_until: client.previousUntil?.toISOString() ?? '',
  };
}

/** Whether a secret counts for a client that was described like that. */
export function compareSecret(client: Client, secret: string, at: Date): boolean {
  const until = client['previous_until'];
  return isSecretOf(
    {
      secretSha256: decode(client['secret_sha256']),
      previousSecretSha256: decode(client['previous_secret_sha256']),
      previousUntil: typeof until === 'string' && until !== '' ? new Date(until) : null,
    },
    secret,
    at,
  );
}
