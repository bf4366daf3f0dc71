import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { GraphQLError } from 'graphql';
import packageJson from '../../package.json' with { type: 'json' };
import type { AuthenticatedCaller } from '../authenticate.ts';
import type { GatewayContext } from '../context.ts';
import type { Engine } from '../execute/engine.ts';
import type { PartnerDesk } from '../partners/desk.ts';
import { refuse } from '../partners/refusal.ts';
import type { PartnerRequest } from '../partners/understand.ts';
import type { Registry } from '../registry/registry.ts';
import { tellRefusal, writeAnswer, writeRefusal } from './call-tool.ts';
import { type DescribedTool, describeTool } from './describe-tool.ts';
import { findObstacle, readToolAccess, type ToolAccess } from './tool-access.ts';
import { nameTools } from './tool-names.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What tools are made of. */
export interface McpServerOptions {
  readonly engine: () => Engine;
  readonly desk: PartnerDesk;
  readonly registry: Pick<Registry, 'listOf'>;
}

/** One request of an agent. */
export interface McpRequest {
  readonly caller: AuthenticatedCaller;
  readonly context: GatewayContext;
}

/** The code of JSON-RPC with which a question of ours is refused; the data has our own code (JSON-RPC 2.0, 5.1: -32000 to -32099). */
const refusedCode = -32_010;
/** The SDK would make one for each server; nothing is ever checked with it, for the desk checks variables. */
const jsonSchemaValidator = new AjvJsonSchemaValidator();
/** How much of an unknown name is said back, in characters. */
const quotedMax = 128;
const serverInfo = { name: 'ecosystem-supergraph', title: 'Ecosystem Supergraph', version: packageJson.version };
const instructions =
  'Each tool is an operation that the partner registered. Tools that read a customer need a consent of that customer that is in ' +
  "force; subjectId is the partner's own name for the customer. Each call is charged to the partner's budget: after RATE_LIMITED " +
  'wait the seconds of retryAfterS. Fields that a consent does not cover are null, with an error CONSENT_REQUIRED.';

/** The tools of one token, for one request: what it may use is found out anew each time. */
export function createMcpServer(options: McpServerOptions, { caller, context }: McpRequest): Server {
  const { desk, registry } = options;
  const engine = options.engine();
  const boundTo = caller.boundTo ?? null;
  const named = nameTools(registry.listOf(caller.subject ?? ''));
  const server = new Server(serverInfo, {
    capabilities: { tools: {} },
    instructions: `${instructions} The partner's own id is ${caller.subject}.`,
    jsonSchemaValidator,
  });

  const readAccess = (): Promise<ToolAccess> =>
    readToolAccess(engine, caller, {
      requestId: context.requestId,
      signal: context.signal,
      ...(context.deadlineAt !== undefined && { timeoutMs: Math.max(1, context.deadlineAt - performance.now()) }),
    });

  const requestOf = (documentId: string, variables: Variables): PartnerRequest => ({
    method: 'POST',
    parameters: { documentId, variables },
    context,
    boundTo,
  });

  async function listTools(): Promise<Tool[]> {
    await desk.charge(context);
    const access = await readAccess();
    return [...named].flatMap(([name, operation]) => {
      if (findObstacle(operation, access)) return [];
      const described = tryDescribe(() => describeTool(engine, name, operation, boundTo));
      return described ? [described.tool] : [];
    });
  }

  async function callTool(name: string, given: Variables): Promise<CallToolResult> {
    const operation = named.get(name);
    if (!operation) return desk.turnAway(requestOf(name, {}), refuseUnknown(name));
    const { documentId } = operation;
    const described = tryDescribe(() => describeTool(engine, name, operation, boundTo));
    // An operation that fits the contract no more is refused by the desk, with the reason.
    if (!described) return writeAnswer(await desk.answer(requestOf(documentId, given)));
    const variables = { ...given, ...described.filled };
    const obstacle = findStranger(given, described) ?? findObstacle(operation, await readAccess());
    if (obstacle) return desk.turnAway(requestOf(documentId, variables), obstacle);
    return writeAnswer(await desk.answer(requestOf(documentId, variables)));
  }

  server.setRequestHandler(ListToolsRequestSchema, async () => {
    try {
      return { tools: await listTools() };
    } catch (error) {
      const { message, ...data } = tellRefusal(error, context);
      throw new McpError(refusedCode, message, data);
    }
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      return await callTool(params.name, params.arguments ?? {});
    } catch (error) {
      const told = tellRefusal(error, context);
      const { code, message } = told;
      if (code === 'PERSISTED_QUERY_NOT_IN_LIST') throw new McpError(ErrorCode.InvalidParams, message, { code });
      return writeRefusal(told);
    }
  });
  return server;
}

/** Also by its document id no operation is a tool: only the names count that are listed. */
const refuseUnknown = (name: string): GraphQLError =>
  refuse('PERSISTED_QUERY_NOT_IN_LIST', `There is no tool ${JSON.stringify(name.slice(0, quotedMax))}.`);

/** Null if the operation fits the contract no more. */
function tryDescribe(work: () => DescribedTool): DescribedTool | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

/** GraphQL passes over variables that an operation does not have; an agent is told, for it meant something by them. */
function findStranger(given: Variables, { tool }: DescribedTool): GraphQLError | null {
  const stranger = Object.keys(given).find((name) => !Object.hasOwn(tool.inputSchema.properties, name));
  if (stranger === undefined) return null;
  return new GraphQLError(`${tool.name} has no argument ${JSON.stringify(stranger)}.`, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });
}

/** Carries one message and its answer, in JSON. */
export const createMcpTransport = () => new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
