import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { receiveForm, sendPage } from './form-pages.ts';
import { askRevocation, isInForce, showOverview } from './pages/overview-page.ts';
import { showProblem } from './pages/problem-page.ts';
import { showSignIn } from './pages/sign-in-page.ts';
import { style, stylePath } from './pages/style.ts';
import { type SignInOptions, signIn } from './sign-in.ts';

const path = '/consents';
const styleMaxAgeS = 3_600;
/** What is said after something was done. */
const told: Readonly<Record<string, string>> = {
  revoked: 'The permission is taken back. Nobody sees anything under it any more.',
};

type Route = FastifyRequest<{ Params: { id: string } }>;

/** Serves the customer's own page: who may look, taking back, who looked. */
export function serveCustomerPages(scope: FastifyInstance, options: SignInOptions): void {
  const { desk, visits } = options;
  const signInParts = { partnerName: null, action: `${path}/sign-in`, cancelAction: null };

  const findConsent = async (customerId: string, id: string) => {
    const { consents } = await desk.listConsents(customerId);
    return consents.find((consent) => consent.id === id && isInForce(consent));
  };

  scope.get(stylePath, (_, reply) =>
    reply.type('text/css; charset=utf-8').header('cache-control', `max-age=${styleMaxAgeS}`).send(style),
  );

  scope.get(path, async (request: FastifyRequest<{ Querystring: { done?: unknown } }>, reply) => {
    const visit = await visits.open(request, reply);
    const formToken = visits.formTokenOf(visit);
    if (visit.customerId === null) return sendPage(reply, showSignIn({ ...signInParts, formToken, problems: [] }));
    const overview = await desk.listConsents(visit.customerId);
    return sendPage(reply, showOverview({ overview, formToken, told: told[String(request.query.done)] ?? null }));
  });

  scope.post(`${path}/sign-in`, async (request, reply) => {
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    const failure = await signIn(options, { request, reply, ...received, signedInFor: null });
    if (!failure) return reply.redirect(path, 303);
    const formToken = visits.formTokenOf(received.visit);
    return sendPage(
      reply,
      showSignIn({ ...signInParts, formToken, problems: [failure.problem], status: failure.status }),
    );
  });

  scope.post(`${path}/sign-out`, async (request, reply) => {
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    await visits.signOut(reply, received.visit);
    return reply.redirect(path, 303);
  });

  scope.get(`${path}/:id/revoke`, async (request: Route, reply) => {
    const visit = await visits.open(request, reply);
    if (visit.customerId === null) return reply.redirect(path, 303);
    const consent = await findConsent(visit.customerId, request.params.id);
    if (!consent) return sendPage(reply, unknownConsent());
    return sendPage(reply, askRevocation(consent, visits.formTokenOf(visit)));
  });

  scope.post(`${path}/:id/revoke`, async (request: Route, reply) => {
    const received = await receiveForm(visits, request, reply);
    if (!received) return reply;
    const { visit } = received;
    if (visit.customerId === null) return reply.redirect(path, 303);
    const revoked = await desk.revoke(visit.customerId, request.params.id, randomUUID());
    if (revoked.ok) return reply.redirect(`${path}?done=revoked`, 303);
    const consent = await findConsent(visit.customerId, request.params.id);
    if (!consent) return sendPage(reply, unknownConsent());
    return sendPage(reply, askRevocation(consent, visits.formTokenOf(visit), [{ message: revoked.message }]));
  });
}

const unknownConsent = () =>
  showProblem({
    title: 'There is nothing to take back here',
    message: 'This permission is not in force, or it is not yours. Your permissions are listed on the page before.',
    status: 404,
  });
