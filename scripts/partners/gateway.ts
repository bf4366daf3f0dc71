import { resolve } from 'node:path';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { findPersona } from '@ecosystem/kit/personas';

/** What is told to the person, line by line, in place of a result; the command ends with code 1. */
export class Refused extends Error {
  override name = 'Refused';
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/** Asks the API of operators of a running gateway. */
export interface OperatorGateway {
  /** @throws Refused with the errors if there are any. */
  ask<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  /** The payload of a mutation. @throws Refused with every refusal. */
  mutate<Payload>(name: string, input: Readonly<Record<string, unknown>>, selection: string): Promise<Payload>;
}

interface UserError {
  readonly code: string;
  readonly message: string;
  readonly documentId: string | null;
}

const path = '/operators/graphql';
/** Publishing waits up to five seconds for other workers. */
const timeoutMs = 30_000;

/** The gateway at an address, for the operator of OPERATOR_TOKEN or of the development issuer. */
export function reachGateway(url: string, environment: NodeJS.ProcessEnv): OperatorGateway {
  const address = URL.canParse(path, url) ? new URL(path, url) : null;

  async function send(body: object): Promise<Response> {
    if (!address) throw new Refused(`"${url}" is no address; write one such as http://localhost:4000.`);
    const authorization = `Bearer ${environment['OPERATOR_TOKEN'] || (await signToken(environment))}`;
    const headers = { authorization, 'content-type': 'application/json' };
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await fetch(address, { method: 'POST', headers, body: JSON.stringify(body), signal });
    } catch (error) {
      throw new Refused(
        `No gateway answers at ${address.origin} (${reasonOf(error)}). Start one with pnpm start, or name another with --url.`,
      );
    }
  }

  async function ask<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const response = await send({ query, variables });
    const text = await response.text();
    const answer = readAnswer<Data>(text);
    if (!answer)
      throw new Refused(
        `What answers at ${response.url} is no gateway with an API for operators (${response.status}).`,
      );
    if (answer.errors?.length) throw new Refused(...answer.errors.map(describeError));
    return answer.data as Data;
  }

  return {
    ask,
    async mutate<Payload>(name: string, input: Readonly<Record<string, unknown>>, selection: string) {
      const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
      const query = `mutation($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { code message documentId } } }`;
      const data = await ask<Record<string, Payload & { readonly userErrors: readonly UserError[] }>>(query, { input });
      const payload = data[name];
      if (!payload) throw new Refused(`The gateway did not answer ${name}.`);
      if (payload.userErrors.length > 0) throw new Refused(...payload.userErrors.map(describeUserError));
      return payload;
    },
  };
}

async function signToken(environment: NodeJS.ProcessEnv): Promise<string> {
  const persona = findPersona('platform-operator');
  const dataDir = resolve(import.meta.dirname, '../..', environment['DATA_DIR'] || '.data');
  const issuer = await openDevelopmentIssuer(dataDir);
  return issuer.sign({ subject: persona?.subject ?? '', scopes: persona?.scopes ?? [] });
}

interface GivenError {
  readonly message: string;
  readonly extensions?: { readonly code?: string; readonly requestId?: string };
}

interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly GivenError[];
}

function readAnswer<Data>(text: string): Answer<Data> | null {
  try {
    const answer: unknown = JSON.parse(text);
    const isAnswer = typeof answer === 'object' && answer !== null && ('data' in answer || 'errors' in answer);
    return isAnswer ? (answer as Answer<Data>) : null;
  } catch {
    return null;
  }
}

function describeError({ message, extensions: { code, requestId } = {} }: GivenError): string {
  return `${message}${code ? ` (${code}${requestId ? `, request ${requestId}` : ''})` : ''}`;
}

const describeUserError = ({ code, message, documentId }: UserError): string =>
  `${documentId === null ? '' : `${documentId}: `}${message} (${code})`;

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message || cause.name : String(cause);
}
