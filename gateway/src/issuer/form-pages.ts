import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Page } from './pages/layout.ts';
import { showProblem } from './pages/problem-page.ts';
import type { Visit, Visits } from './visits.ts';

/** No form of ours is larger. */
const formBytesMax = 16_384;

/** Sends a page with its headers. */
export function sendPage(reply: FastifyReply, { status, headers, body }: Page): FastifyReply {
  return reply.status(status).headers(headers).send(body);
}

/** Has forms read, and errors shown as pages, within one part of the server. */
export function prepareForms(scope: FastifyInstance, logger: Logger): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: formBytesMax },
    (_, body, done) => done(null, new URLSearchParams(String(body))),
  );
  scope.setErrorHandler((error: FastifyError, request, reply) => {
    const isClients = error.statusCode !== undefined && error.statusCode < 500;
    if (!isClients) logger.error({ err: error, requestId: request.id }, 'a page of the issuer failed');
    return sendPage(
      reply,
      showProblem({
        title: 'This does not work at the moment',
        message: 'Nothing was allowed and nothing was changed. Please reload the page in a minute, or go back.',
        status: isClients ? (error.statusCode ?? 400) : 503,
      }),
    );
  });
}

/** What a form carried; nothing for a body of another kind. */
export const readForm = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();

/** The visit and the form if the form is of that visit; else the page that says so has been sent, and the answer is null. */
export async function receiveForm(
  visits: Visits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ visit: Visit; form: URLSearchParams } | null> {
  const visit = await visits.open(request, reply);
  const form = readForm(request);
  if (visits.isFormToken(visit, form.get('form_token') ?? '')) return { visit, form };
  sendPage(
    reply,
    showProblem({
      title: 'This form is not valid any more',
      message:
        'Your browser sent it from another visit. Nothing was changed. Please go back, reload the page and try again.',
      status: 403,
    }),
  );
  return null;
}
