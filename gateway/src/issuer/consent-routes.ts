import type { Result } from '@ecosystem/kit/result';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors, type Provider } from 'oidc-provider';
import { type Answer, readAnswer } from './consent-answer.ts';
import type { PartnerDescription } from './consent-desk.ts';
import { createQuestions, type QuestionPlace } from './consent-questions.ts';
import { type ConsentRequest, readConsentRequest } from './consent-request.ts';
import { receiveForm, sendPage } from './form-pages.ts';
import type { ModelStore } from './model-store.ts';
import { type Choices, noChoices, showConsent } from './pages/consent-page.ts';
import type { Problem } from './pages/layout.ts';
import { showProblem } from './pages/problem-page.ts';
import { showSignIn } from './pages/sign-in-page.ts';
import { showStop } from './pages/stop-page.ts';
import { boundScope } from './provider.ts';
import { judgeRefusal } from './refusals.ts';
import { type SignInOptions, signIn } from './sign-in.ts';
import type { Visit } from './visits.ts';

export interface ConsentPagesOptions extends SignInOptions {
  readonly provider: () => Provider;
  readonly models: ModelStore;
  /** Whom access tokens are for. */
  readonly audience: string;
  readonly now: () => Date;
}

/** An authorization request that waits for a customer. */
interface Waiting {
  readonly uid: string;
  readonly path: string;
  readonly partnerId: string;
  readonly partner: PartnerDescription;
  readonly request: ConsentRequest;
  /** Where the browser goes back to. */
  readonly formTarget: string;
  /** The customer must have signed in since, in seconds of the epoch, or for this very request. */
  readonly signInSinceS: number;
}

type Refusal = Extract<Result<never, string>, { ok: false }>;
type Route = FastifyRequest<{ Params: { uid: string } }>;

/** Serves the pages between a partner's request and its answer: signing in, and the question itself. */
export function serveConsentPages(scope: FastifyInstance, options: ConsentPagesOptions): void {
  const { desk, visits, models, audience, now } = options;
  const questions = createQuestions(models, desk);

  /** The interaction that this browser began; else the page that says so has been sent, and the answer is null. */
  async function findWaiting(request: Route, reply: FastifyReply): Promise<Waiting | null> {
    const { uid } = request.params;
    const interaction = await options
      .provider()
      .interactionDetails(request.raw, reply.raw)
      .catch((error: unknown) => {
        if (error instanceof errors.SessionNotFound) return null;
        throw error;
      });
    const asked = readConsentRequest(interaction?.params ?? {});
    const partnerId = String(interaction?.params['client_id'] ?? '');
    const partner = asked.ok ? await desk.describePartner(partnerId, asked.value.miniProgramId) : null;
    if (!interaction || interaction.uid !== uid || !asked.ok || !partner) {
      sendPage(reply, showProblem({ title: 'This question is over', message: tooLateMessage, status: 410 }));
      return null;
    }
    return {
      uid,
      path: `/consent/${uid}`,
      partnerId,
      partner,
      request: asked.value,
      formTarget: new URL(String(interaction.params['redirect_uri'])).origin,
      signInSinceS: readSignInSince(interaction.params, interaction.iat ?? 0),
    };
  }

  const isSignedIn = ({ customerId, signedInAtS, signedInFor }: Visit, { uid, signInSinceS }: Waiting) =>
    customerId !== null && (signedInFor === uid || signedInAtS >= signInSinceS);

  const placeOf = ({ uid, partnerId, request }: Waiting, customerId: string): QuestionPlace => ({
    uid,
    partnerId,
    customerId,
    request,
  });

  function askToSignIn(
    reply: FastifyReply,
    waiting: Waiting,
    visit: Visit,
    problems: readonly Problem[],
    status = 200,
  ) {
    const { path, partner, formTarget } = waiting;
    const formToken = visits.formTokenOf(visit);
    const actions = { action: `${path}/sign-in`, cancelAction: path };
    return sendPage(
      reply,
      showSignIn({ partnerName: partner.name, ...actions, formToken, problems, status, formTarget }),
    );
  }

  /** Asks the customer, anew if need be; the question is asked at social when it is first shown. */
  async function ask(
    { request, reply, waiting, visit }: Asked,
    problems: readonly Problem[] = [],
    choices: Choices = noChoices,
  ): Promise<FastifyReply> {
    const { customerId } = visit;
    if (customerId === null) return askToSignIn(reply, waiting, visit, problems);
    const question = await questions.open(placeOf(waiting, customerId));
    if (!question.ok) return refuse({ request, reply, waiting, visit }, question, problems.length > 0);
    const rules = await desk.rules();
    const { partner, path, formTarget } = waiting;
    const shown = { partner, request: waiting.request, rules, path, formTarget };
    const formToken = visits.formTokenOf(visit);
    const status = problems.length > 0 ? 422 : 200;
    return sendPage(reply, showConsent({ ...shown, choices, formToken, problems, now: now(), status }));
  }

  /** Goes back to the partner with OAuth's own word for what happened. */
  async function sendBack(request: FastifyRequest, reply: FastifyReply, error: string, description: string) {
    const result = { error, error_description: description };
    const target = await options.provider().interactionResult(request.raw, reply.raw, result);
    return reply.redirect(target, 303);
  }

  async function refuse(asked: Asked, refusal: Refusal, isRepeated = false): Promise<FastifyReply> {
    const { code, path: field, message } = refusal;
    const { request, reply, waiting, visit } = asked;
    const consequence = judgeRefusal(code, field, isRepeated);
    if (consequence.kind === 'send-back') return sendBack(request, reply, consequence.error, `${code}: ${message}`);
    const { path, partner, formTarget } = waiting;
    const stop = { partnerName: partner.name, path, formTarget, formToken: visits.formTokenOf(visit) };
    if (consequence.kind === 'tell') return sendPage(reply, showStop({ ...consequence, ...stop }));
    const { customerId } = visit;
    if (customerId !== null) await questions.drop(placeOf(waiting, customerId));
    return ask(asked, [{ message: consequence.message }]);
  }

  async function grant(asked: Asked, customerId: string, answer: Answer & { kind: 'allow' }): Promise<FastifyReply> {
    const { request, reply, waiting, visit } = asked;
    const question = await questions.open(placeOf(waiting, customerId));
    if (!question.ok) return refuse(asked, question);
    const { consentId } = question.value.open;
    const granted = await desk.authorise(question.value.asking, question.value.open, answer.grant);
    if (!granted.ok) return refuse(asked, granted);
    const subjectId = granted.value;
    const provider = options.provider();
    const kept = new provider.Grant({ accountId: subjectId, clientId: waiting.partnerId });
    kept.jti = consentId;
    kept.addOIDCScope('openid');
    kept.addResourceScope(audience, boundScope);
    await kept.save();
    const login = { accountId: subjectId, ts: visit.signedInAtS, remember: false };
    const result = { login, consent: { grantId: consentId } };
    const target = await provider.interactionResult(request.raw, reply.raw, result, { mergeWithLastSubmission: false });
    return reply.redirect(target, 303);
  }

  async function reject(asked: Asked): Promise<FastifyReply> {
    const { request, reply, waiting, visit } = asked;
    // Before anybody has signed in, nobody was asked.
    if (visit.customerId !== null && isSignedIn(visit, waiting)) {
      const question = await questions.open(placeOf(waiting, visit.customerId));
      if (question.ok) {
        const { open, asking } = question.value;
        await desk.reject(visit.customerId, open.consentId, asking.key);
      }
    }
    return sendBack(request, reply, 'access_denied', 'The customer refused.');
  }

  scope.get('/consent/:uid', async (request: Route, reply) => {
    const waiting = await findWaiting(request, reply);
    if (!waiting) return reply;
    const visit = await visits.open(request, reply);
    if (!isSignedIn(visit, waiting)) return askToSignIn(reply, waiting, visit, []);
    return ask({ request, reply, waiting, visit });
  });

  scope.post('/consent/:uid', async (request: Route, reply) => {
    const waiting = await findWaiting(request, reply);
    if (!waiting) return reply;
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    const { visit, form } = received;
    const asked = { request, reply, waiting, visit };
    if (form.get('answer') === 'refuse') return reject(asked);
    const { customerId } = visit;
    if (customerId === null || !isSignedIn(visit, waiting)) return askToSignIn(reply, waiting, visit, []);
    const answer = readAnswer(form, waiting.request, await desk.rules());
    return answer.kind === 'allow' ? grant(asked, customerId, answer) : ask(asked, answer.problems, answer.choices);
  });

  scope.post('/consent/:uid/sign-in', async (request: Route, reply) => {
    const waiting = await findWaiting(request, reply);
    if (!waiting) return reply;
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    const failure = await signIn(options, { request, reply, ...received, signedInFor: waiting.uid });
    if (failure) return askToSignIn(reply, waiting, received.visit, [failure.problem], failure.status);
    return reply.redirect(waiting.path, 303);
  });

  scope.post('/consent/:uid/sign-out', async (request: Route, reply) => {
    const waiting = await findWaiting(request, reply);
    if (!waiting) return reply;
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    await visits.signOut(reply, received.visit);
    return reply.redirect(waiting.path, 303);
  });
}

/** A request of a browser that was found to belong to a waiting authorization. */
interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly waiting: Waiting;
  readonly visit: Visit;
}

const tooLateMessage =
  'It waited too long, was answered already, or was opened in another browser. Nothing was allowed by this page. Go back to the site that sent you here and begin again.';

/** `prompt=login` wants a sign-in for this request, `max_age` one that is not older (OpenID Connect Core, section 3.1.2.1). */
function readSignInSince(parameters: Readonly<Record<string, unknown>>, beganAtS: number): number {
  const { prompt, max_age: maxAge } = parameters;
  if (typeof prompt === 'string' && prompt.split(' ').includes('login')) return Number.POSITIVE_INFINITY;
  return typeof maxAge === 'string' && /^\d{1,9}$/.test(maxAge) ? beganAtS - Number(maxAge) : 0;
}
