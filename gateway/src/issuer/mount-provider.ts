import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import { requestIdHeader } from '../http/request-id.ts';

/** Where the issuer is on its host. */
export const issuerPath = '/oidc';

export interface MountOptions {
  readonly provider: () => Provider;
  /** The origin that clients know. */
  readonly origin: () => string;
  /** Whether something stands before this process and passes requests on. */
  readonly isBehindProxy: boolean;
}

/** No answer of the issuer may be shown within another page or be read as something else. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; script-src; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Hands requests under the issuer's path to oidc-provider, which reads their bodies and writes their answers itself. */
export function mountProvider(fastify: FastifyInstance, { provider, origin, isBehindProxy }: MountOptions): void {
  void fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_, __, done) => done(null));

    const serve = (request: FastifyRequest, reply: FastifyReply, path: string) => {
      const { raw } = request;
      const { protocol, host } = new URL(origin());
      raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      raw.headers['x-forwarded-host'] = host;
      // By the difference of the two oidc-provider knows where it is mounted.
      Object.assign(raw, { url: path, originalUrl: `${issuerPath}${path}` });
      reply.hijack();
      for (const [name, value] of Object.entries(headers)) reply.raw.setHeader(name, value);
      reply.raw.setHeader(requestIdHeader, request.id);
      return provider().callback()(raw, reply.raw);
    };

    scope.route({
      method: ['GET', 'POST'],
      url: `${issuerPath}/*`,
      handler: (request, reply) => {
        // Cookies belong to one name of this machine: whoever comes by another is sent to the one that clients know.
        const isAtHome = isBehindProxy || request.host === new URL(origin()).host;
        if (request.method === 'GET' && !isAtHome) return reply.redirect(`${origin()}${request.url}`, 303);
        return serve(request, reply, request.url.slice(issuerPath.length));
      },
    });
    // RFC 8414, section 3.1 puts the well-known path before that of the issuer.
    const wellKnown = '/.well-known/oauth-authorization-server';
    scope.get(`${wellKnown}${issuerPath}`, (request, reply) => serve(request, reply, wellKnown));
  });
}
