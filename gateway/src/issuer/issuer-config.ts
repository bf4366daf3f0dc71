import { z } from 'zod';

/** What can be set from outside of the gateway's own authorization server. */
export interface EmbeddedIssuerConfig {
  /** The origin that clients know, or null for this machine and its port. */
  readonly publicUrl: string | null;
  /** The life of access tokens. */
  readonly accessTokenS: number;
}

const accessTokenDefaultS = 600;
const accessTokenMinS = 60;
/** Tokens cannot be called back; what they read is checked with each request all the same. */
const accessTokenMaxS = 3_600;

/** The variables of the environment. */
export const issuerVariables = {
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
    .refine((text) => URL.parse(text)?.pathname === '/', 'must be an origin, without a path')
    .transform((text) => new URL(text).origin)
    .optional(),
  ACCESS_TOKEN_S: z.coerce.number().int().min(accessTokenMinS).max(accessTokenMaxS).default(accessTokenDefaultS),
};

/** The settings from the variables. */
export function readEmbeddedIssuer(variables: {
  readonly PUBLIC_URL?: string | undefined;
  readonly ACCESS_TOKEN_S: number;
}): EmbeddedIssuerConfig {
  return { publicUrl: variables.PUBLIC_URL ?? null, accessTokenS: variables.ACCESS_TOKEN_S };
}
