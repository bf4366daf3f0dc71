import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  SignJWT,
} from 'jose';
import { createPrivateFile, readFileIfThere } from './files.ts';
import { StartError } from './start-error.ts';

/** Who signs development tokens, and for whom. */
export const developmentIssuer = 'https://issuer.ecosystem.localhost';
export const developmentAudience = 'https://api.ecosystem.localhost';

const algorithm = 'ES256';
const defaultExpiresInS = 12 * 60 * 60;
const clientId = 'ecosystem-development';

/** Signs access tokens for development. Its key lies in the data folder, so the command line and a running server agree. */
export interface DevelopmentIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The public key, as an authorization server would publish it. */
  readonly jwks: JSONWebKeySet;
  /** An access token in the form of RFC 9068. */
  sign(claims: { subject: string; scopes: readonly string[] }, options?: { expiresInS?: number }): Promise<string>;
}

/**
 * Opens the issuer of a data folder; its key is created at first use.
 * @throws StartError if the folder cannot be written or the key cannot be read.
 */
export async function openDevelopmentIssuer(dataDir: string): Promise<DevelopmentIssuer> {
  const jwk = await readIssuerKey(dataDir);
  const { d: _secret, ...publicPart } = jwk;
  const kid = await calculateJwkThumbprint(jwk);
  const key = await importJWK(jwk, algorithm);
  return {
    issuer: developmentIssuer,
    audience: developmentAudience,
    jwks: { keys: [{ ...publicPart, kid, alg: algorithm, use: 'sig' }] },
    sign: ({ subject, scopes }, { expiresInS = defaultExpiresInS } = {}) => {
      const issuedAtS = Math.floor(Date.now() / 1000);
      return new SignJWT({ scope: scopes.join(' '), client_id: clientId })
        .setProtectedHeader({ alg: algorithm, typ: 'at+jwt', kid })
        .setIssuer(developmentIssuer)
        .setAudience(developmentAudience)
        .setSubject(subject)
        .setIssuedAt(issuedAtS)
        .setExpirationTime(issuedAtS + expiresInS)
        .setJti(randomUUID())
        .sign(key);
    },
  };
}

/**
 * The private key of a data folder, made at first use; the gateway's own authorization server signs with it as well.
 * @throws StartError if the folder cannot be written or the key cannot be read.
 */
export function readIssuerKey(dataDir: string): Promise<JWK> {
  const path = join(dataDir, 'issuer.json');
  return readOrCreateKey(dataDir, path).catch((cause: unknown) => {
    throw new StartError(`The key of the development issuer, ${path}, cannot be used: ${String(cause)}`, { cause });
  });
}

async function readOrCreateKey(dataDir: string, path: string): Promise<JWK> {
  const existing = await readFileIfThere(path);
  if (existing !== null) return parseKey(existing);
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  await mkdir(dataDir, { recursive: true });
  await createPrivateFile(path, `${JSON.stringify(await exportJWK(privateKey), null, 2)}\n`);
  // Whoever was first: the key in the file is the one that counts.
  const text = await readFileIfThere(path);
  if (text === null) throw new Error('it vanished while it was created');
  return parseKey(text);
}

function parseKey(text: string): JWK {
  const found: unknown = JSON.parse(text);
  if (typeof found === 'object' && found && 'kty' in found && found.kty === 'EC' && 'd' in found) {
    return found as JWK;
  }
  throw new Error('it is not a private EC key in JWK form; delete it to get a new one');
}
