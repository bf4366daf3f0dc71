import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { writeRateLimitHeaders } from '../budgets/headers.ts';
import { asksForCost } from '../budgets/show-cost.ts';
import type { GatewayContext } from '../context.ts';
import type { RequestParameters } from '../documents/persisted.ts';
import type { PartnerAnswer, PartnerDesk } from '../partners/desk.ts';
import type { PartnerRequest } from '../partners/understand.ts';
import { type MediaType, statusOf, writeContentType } from './negotiate.ts';

/** Answers a partner over HTTP: with its budget, and by GET with a tag where the answer may be kept. */
export async function answerPartner(
  desk: PartnerDesk,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: {
    parameters: RequestParameters;
    context: GatewayContext;
    boundTo: PartnerRequest['boundTo'];
    type: MediaType;
  },
): Promise<string | FastifyReply> {
  const { parameters, context, boundTo, type } = asked;
  const answer = await desk.answer({ method: request.method, parameters, context, boundTo });
  const body = writeBody(answer, parameters);
  for (const [name, value] of writeRateLimitHeaders(answer.budget)) reply.header(name, value);
  reply.type(writeContentType(type));
  const isKept = request.method === 'GET' && answer.maxAgeS > 0;
  // Kept by the partner alone: no cache between may answer others, or answer it past its budget.
  reply.header('cache-control', isKept ? `private, max-age=${answer.maxAgeS}` : 'no-store');
  if (isKept) {
    const tag = `"${createHash('sha256').update(body).digest('base64url')}"`;
    reply.header('etag', tag).header('vary', addTo(reply.getHeader('vary'), 'accept, authorization'));
    if (matches(request.headers['if-none-match'], tag)) return reply.status(304).send();
  }
  return reply.status(statusOf(answer, type)).send(body);
}

function writeBody({ data, errors, cost, budget }: PartnerAnswer, { extensions }: RequestParameters): string {
  const result = {
    ...(errors.length > 0 && { errors }),
    data,
    ...(asksForCost(extensions) && { extensions: { cost: { ...cost, remaining: budget.remaining } } }),
  };
  return `${JSON.stringify(result)}\n`;
}

/** A list in a header with further items; what stands there is of somebody else, such as CORS. */
const addTo = (given: unknown, items: string): string => (typeof given === 'string' ? `${given}, ${items}` : items);

/** RFC 9110, section 13.1.2: a list of tags, of which weak ones are compared as strong ones, or `*`. */
function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((each) => ['*', tag].includes(each.trim().replace(/^W\//, '')));
}
