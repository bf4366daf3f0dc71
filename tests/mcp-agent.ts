import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { World } from './world.ts';

/** What a tool gave. */
export interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly structured: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** An agent with the client of the protocol's own SDK. */
export interface Agent extends AsyncDisposable {
  readonly client: Client;
  tools(): Promise<readonly Tool[]>;
  toolNames(): Promise<readonly string[]>;
  call(name: string, args?: Record<string, unknown>): Promise<ToolAnswer>;
}

/** Connects an agent to the tools of a token. */
export async function connectAgent({ url }: Pick<World, 'url'>, token: string): Promise<Agent> {
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(withoutUndefined(transport));
  const tools = async () => (await client.listTools()).tools;
  return {
    client,
    tools,
    toolNames: async () => (await tools()).map(({ name }) => name),
    async call(name, args = {}) {
      const { content, structuredContent, isError, _meta } = await client.callTool({ name, arguments: args });
      const [first] = content as { text: string }[];
      return {
        isError: isError === true,
        text: first?.text ?? '',
        structured: structuredContent as ToolAnswer['structured'],
        meta: _meta ?? {},
      };
    },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The SDK's own types do not fit each other where optional properties are exact. */
export const withoutUndefined = (transport: StreamableHTTPClientTransport) =>
  transport as Parameters<Client['connect']>[0];
