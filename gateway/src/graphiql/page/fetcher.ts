import { readToken } from './token.ts';

/** One operation as GraphiQL hands it over. */
type Operation = { query: string; operationName?: string | null; variables?: unknown };

/** What became of the token in the last answer; `reason` is the server's own sentence. */
export type TokenState = { kind: 'accepted' | 'unused' } | { kind: 'refused'; reason: string };

/**
 * Sends operations to the gateway with the token of this browser tab.
 * Introspection goes without it, so that the documentation stays while a token is expired or mistyped.
 */
export function createFetcher(endpoint: string, onTokenState: (state: TokenState) => void) {
  return async ({ query, operationName, variables }: Operation, options?: { headers?: Record<string, string> }) => {
    const isIntrospection = operationName === 'IntrospectionQuery';
    const token = isIntrospection ? '' : readToken();
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: {
        accept: 'application/graphql-response+json, application/json',
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...options?.headers,
      },
      body: JSON.stringify({ query, operationName: isNamed(query, operationName) ? operationName : null, variables }),
    });
    const result = await readResult(response);
    if (!isIntrospection) onTokenState(judgeToken(response.status, result, token));
    return result;
  };
}

/** For a moment after a change of tabs, GraphiQL still sends the name of the operation that was there before. */
const isNamed = (query: string, name: string | null | undefined) =>
  new RegExp(`\\b(query|mutation|subscription)\\s+${name}\\b`).test(query);

type Result = { errors?: { message: string; extensions?: { code?: string } }[] };

async function readResult(response: Response): Promise<Result> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { errors: [{ message: `The gateway answered ${response.status} without JSON: ${text.slice(0, 200)}` }] };
  }
}

function judgeToken(status: number, { errors }: Result, token: string): TokenState {
  if (token === '') return { kind: 'unused' };
  const refusal = errors?.find(({ extensions }) => extensions?.code === 'UNAUTHENTICATED');
  if (status !== 401 && !refusal) return { kind: 'accepted' };
  return { kind: 'refused', reason: (refusal ?? errors?.[0])?.message ?? 'The gateway gave no reason.' };
}
