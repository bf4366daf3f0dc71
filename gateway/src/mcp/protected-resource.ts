import type { FastifyInstance, FastifyRequest } from 'fastify';
import { partnerScopes } from '../registry/operation-needs.ts';

/** Where tools are served. */
export const mcpPath = '/mcp';
/** RFC 9728, section 3.1: the path of the resource comes after; clients that do not know it look at the first. */
const metadataPath = '/.well-known/oauth-protected-resource';

export interface ProtectedResourceOptions {
  /** The origin that clients know; null: what each request names. */
  readonly publicUrl: string | null;
  /** The name of the authorization server, or null if it is not known. */
  readonly authorizationServer: () => string | null;
}

/** Describes the tools as a resource that OAuth protects (RFC 9728), so that agents find out where tokens come from. */
export function serveProtectedResource(fastify: FastifyInstance, options: ProtectedResourceOptions): void {
  for (const url of [metadataPath, `${metadataPath}${mcpPath}`]) {
    fastify.get(url, (request, reply) => {
      const server = options.authorizationServer();
      return reply.header('cache-control', 'no-store').send({
        resource: `${originOf(request, options.publicUrl)}${mcpPath}`,
        // An issuer that only signs tokens need not be an address.
        ...(server !== null && URL.canParse(server) && { authorization_servers: [server] }),
        scopes_supported: [...partnerScopes],
        bearer_methods_supported: ['header'],
        resource_name: 'The registered operations of a partner as tools',
      });
    });
  }
}

/** The challenge of a refused request, which names the description. */
export const challengeOf = (request: FastifyRequest, publicUrl: string | null): string =>
  `resource_metadata="${originOf(request, publicUrl)}${metadataPath}${mcpPath}"`;

const originOf = ({ protocol, host }: FastifyRequest, publicUrl: string | null): string =>
  publicUrl ?? `${protocol}://${host}`;
