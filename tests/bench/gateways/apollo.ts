import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createCallerSigner } from './caller.ts';
import { readPeerOptions } from './peer-options.ts';

/** Stock @apollo/gateway behind stock Apollo Server, as its documentation starts them; `apollo.ts <options file>`. */
const options = readPeerOptions(process.argv[2] ?? '');
const signer = createCallerSigner(options.jwk, options.callerSecret);

interface Context {
  readonly authorization?: string | undefined;
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(options.supergraphPath, 'utf8'),
  buildService: ({ name, url }) =>
    new RemoteGraphQLDataSource<Context>({
      ...(url !== undefined && { url }),
      willSendRequest: ({ request, context }) => {
        request.http?.headers.set('x-caller', signer.sign(context.authorization, name));
      },
    }),
});
const server = new ApolloServer<Context>({ gateway, introspection: false });
await startStandaloneServer(server, {
  listen: { host: '127.0.0.1', port: options.port },
  context: async ({ req }) => ({ authorization: req.headers.authorization }),
});
