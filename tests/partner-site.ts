import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a partner has from the ecosystem. */
export interface PartnerCredentials {
  readonly issuer: string;
  readonly clientId: string;
  readonly secret: string;
}

/** What came back to the partner. */
export interface PartnerAnswer {
  readonly error: string | null;
  /** The answer of the token endpoint if there was a code. */
  readonly token: Readonly<Record<string, unknown>> | null;
}

/** A partner's site, as small as it can be: it sends browsers to the consent page and takes what comes back. */
export interface PartnerSite {
  /** Where browsers come back to. */
  readonly callback: string;
  connect(credentials: PartnerCredentials): void;
  /** The address to which the site would send a customer. */
  startAt(question: Readonly<Record<string, string>>): string;
  /** The answers so far. */
  readonly answers: PartnerAnswer[];
  close(): Promise<void>;
}

/** Starts the site on a port of its own. */
export async function createPartnerSite(): Promise<PartnerSite> {
  const answers: PartnerAnswer[] = [];
  const verifiers = new Map<string, string>();
  let credentials: PartnerCredentials | null = null;
  const known = (): PartnerCredentials => {
    if (!credentials) throw new Error('The partner has no credentials yet.');
    return credentials;
  };

  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://partner.test');
    if (pathname !== '/callback') return void response.writeHead(404).end();
    const code = searchParams.get('code');
    const verifier = verifiers.get(searchParams.get('state') ?? '') ?? '';
    answers.push({ error: searchParams.get('error'), token: code === null ? null : await redeem(code, verifier) });
    const words = code === null ? 'Nothing was allowed' : 'Thank you';
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><html lang="en"><title>Partner</title><link rel="icon" href="data:,"><h1>${words}</h1>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const callback = `http://127.0.0.1:${port}/callback`;

  async function redeem(code: string, verifier: string): Promise<Record<string, unknown>> {
    const { issuer, clientId, secret } = known();
    const response = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: callback,
        code_verifier: verifier,
      }),
    });
    return (await response.json()) as Record<string, unknown>;
  }

  return {
    callback,
    answers,
    connect: (given) => {
      credentials = given;
    },
    startAt(question) {
      const { issuer, clientId } = known();
      const [state, verifier] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')];
      verifiers.set(state, verifier);
      const parameters = new URLSearchParams({
        client_id: clientId,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: callback,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...question,
      });
      return `${issuer}/auth?${parameters}`;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
