import {
  type Configuration,
  errors,
  interactionPolicy,
  type JWK,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import type { Logger } from 'pino';
import { mcpPath } from '../mcp/protected-resource.ts';
import { compareSecret, ownMetadata } from './client-metadata.ts';
import { consentParameters, readConsentRequest } from './consent-request.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { showProblem } from './pages/problem-page.ts';
import { type AdapterOptions, createAdapters } from './provider-adapter.ts';

export interface ProviderOptions extends AdapterOptions {
  /** What clients know the issuer by. */
  readonly issuer: string;
  /** Whom access tokens are for. */
  readonly audience: string;
  readonly keys: IssuerKeys;
  /** The life of access tokens. */
  readonly accessTokenS: number;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** RFC 6749, section 4.1.2 recommends ten minutes at most; servers redeem at once. */
const codeLifeS = 60;
const idTokenLifeS = 600;
/** A customer reads and decides in that time. */
export const interactionLifeS = 900;
/** From the answer to the redemption of the code. */
const grantLifeS = 300;
const sessionLifeS = 900;

/** What clients may do; a token of a customer's authorization only reads. */
const clientScopes = 'partner:read partner:manage';
export const boundScope = 'partner:read';

/**
 * OAuth 2.1 and OpenID Connect for partners: tokens for servers by client_credentials, and consents of customers by
 * authorization_code. The subject of the latter is the partner's own name for the customer, and the grant has the id of the consent.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, logger, keys, now } = options;
  const provider = new Provider(issuer, configure(options));
  // Every request is taken for one to the public address; headers of whoever asks are overwritten in mount-provider.ts.
  provider.proxy = true;
  provider.silent = true;
  provider.Client.prototype.compareClientSecret = function compareClientSecret(secret) {
    return compareSecret(this, secret, now());
  };
  provider.use(async (context, next) => {
    await next();
    // Subjects are pairwise by nature, whatever oidc-provider would make of them.
    if (context['oidc']?.route === 'discovery')
      Object.assign(context.body ?? {}, { subject_types_supported: ['pairwise'] });
  });
  provider.on('server_error', (_, error) => logger.error({ err: error }, 'the issuer failed'));
  return provider;

  function configure({ audience, accessTokenS, ...stores }: ProviderOptions): Configuration {
    const signing = keys.signing as JWK;
    const toolsAddress = new URL(mcpPath, issuer).href;
    return {
      adapter: createAdapters(stores),
      jwks: { keys: [signing] },
      cookies: {
        keys: [keys.cookie],
        names: { session: 'oidc_session', interaction: 'oidc_interaction', resume: 'oidc_resume' },
        long: { httpOnly: true, sameSite: 'lax', signed: true },
        short: { httpOnly: true, sameSite: 'lax', signed: true },
      },
      clientDefaults: { id_token_signed_response_alg: 'ES256' },
      clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      enabledJWA: {
        clientAuthSigningAlgValues: ['ES256', 'PS256', 'RS256', 'EdDSA', 'Ed25519'],
        idTokenSigningAlgValues: ['ES256'],
      },
      extraClientMetadata: { properties: [...ownMetadata] },
      extraParams: {
        ...Object.fromEntries(consentParameters.map((name) => [name, null])),
        consent_scopes: checkConsentRequest,
      },
      extraTokenClaims: (_, token) =>
        token.kind === 'AccessToken' && 'grantId' in token ? { consent_id: token.grantId } : undefined,
      features: {
        clientCredentials: { enabled: true },
        devInteractions: { enabled: false },
        dPoP: { enabled: false },
        pushedAuthorizationRequests: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => audience,
          useGrantedResource: () => true,
          getResourceServerInfo(context, resource) {
            // An agent with its partner's own credentials asks for the address of the tools (RFC 8707); it is the same API.
            const isOwn = context.oidc.params?.['grant_type'] === 'client_credentials';
            const isKnown = resource === audience || (isOwn && resource === toolsAddress);
            if (!isKnown) throw new errors.InvalidTarget();
            return {
              audience,
              scope: clientScopes,
              accessTokenFormat: 'jwt',
              accessTokenTTL: accessTokenS,
              jwt: { sign: { alg: 'ES256' } },
            };
          },
        },
        rpInitiatedLogout: { enabled: false },
        userinfo: { enabled: false },
      },
      findAccount: (_, subject) => ({ accountId: subject, claims: () => ({ sub: subject }) }),
      // No token depends on a session, and no consent is given twice: each authorization is a consent of its own.
      expiresWithSession: () => false,
      loadExistingGrant: (context) => {
        const grantId = context.oidc.result?.consent?.grantId;
        return grantId ? context.oidc.provider.Grant.find(grantId) : undefined;
      },
      interactions: { policy: choosePolicy(), url: (_, { uid }) => `/consent/${uid}` },
      pkce: { required: () => true },
      renderError(context, { error, error_description: description }) {
        const page = showProblem({
          title: 'This link does not work',
          message: 'The site that sent you here asked for something that cannot be done. You can close this page.',
          detail: description ? `${error}: ${description}` : error,
        });
        for (const [name, value] of Object.entries(page.headers)) context.set(name, value);
        context.body = page.body;
      },
      responseTypes: ['code'],
      scopes: ['openid'],
      ttl: {
        AccessToken: accessTokenS,
        AuthorizationCode: codeLifeS,
        ClientCredentials: accessTokenS,
        Grant: grantLifeS,
        IdToken: idTokenLifeS,
        Interaction: interactionLifeS,
        Session: sessionLifeS,
      },
    };
  }
}

/** The prompts of oidc-provider but one: a hint names a customer by one consent, which the next one cannot be held to. */
function choosePolicy() {
  const policy = interactionPolicy.base();
  policy.get('login')?.checks.remove('id_token_hint');
  return policy;
}

/** Looks at what is asked for before the customer sees anything. */
function checkConsentRequest({ oidc: { params } }: KoaContextWithOIDC): void {
  if (!params) return;
  const asked = readConsentRequest(params);
  if (!asked.ok) {
    throw asked.code === 'invalid_scope'
      ? new errors.InvalidScope(asked.message, String(params['consent_scopes'] ?? ''))
      : new errors.InvalidRequest(asked.message);
  }
  const scopes = new Set(typeof params['scope'] === 'string' ? params['scope'].split(' ') : []);
  const tooMuch = [...scopes].find((scope) => scope !== 'openid' && scope !== boundScope);
  if (tooMuch !== undefined) throw new errors.InvalidScope(`scope may be openid and ${boundScope}`, tooMuch);
  // Reading is what a consent is for, so that nobody must say it.
  params['scope'] = [...scopes.add(boundScope)].join(' ');
}
