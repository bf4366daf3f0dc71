import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsentDesk } from './consent-desk.ts';
import type { Problem } from './pages/layout.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import type { Visit, Visits } from './visits.ts';

export interface SignInOptions {
  readonly desk: ConsentDesk;
  readonly visits: Visits;
  readonly attempts: SignInAttempts;
  /** The address that a request came from. */
  readonly addressOf: (request: FastifyRequest) => string;
}

/** What a browser sent to sign in. */
export interface SignInRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly visit: Visit;
  readonly form: URLSearchParams;
  /** The interaction for which it is done, or null on the customer's own page. */
  readonly signedInFor: string | null;
}

/** Why nobody was signed in. */
export interface SignInFailure {
  readonly status: number;
  readonly problem: Problem;
}

const codeLengthMax = 40;
const fieldId = 'code';

/** Signs in the customer of a code in this browser; null if that went well. */
export async function signIn(
  { desk, visits, attempts, addressOf }: SignInOptions,
  { request, reply, visit, form, signedInFor }: SignInRequest,
): Promise<SignInFailure | null> {
  // Shown in groups, codes are typed with the spaces between them.
  const code = (form.get('code') ?? '').replaceAll(/\s/g, '');
  if (code === '' || code.length > codeLengthMax) {
    return { status: 422, problem: { at: fieldId, message: 'Type the sign-in code that the app shows.' } };
  }
  const address = addressOf(request);
  if (!(await attempts.take(address))) {
    const message = 'Too many wrong codes were typed. For your safety, wait ten minutes and try again with a new code.';
    return { status: 429, problem: { at: fieldId, message } };
  }
  const customerId = await desk.redeemSignInCode(code);
  if (customerId === null) {
    const message =
      'This code does not work. It may be mistyped, used already or older than five minutes: let the app show a new one.';
    return { status: 422, problem: { at: fieldId, message } };
  }
  await attempts.giveBack(address);
  await visits.signIn(reply, visit, customerId, signedInFor);
  return null;
}
