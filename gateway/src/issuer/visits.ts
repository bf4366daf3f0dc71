import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ModelStore } from './model-store.ts';

/** A browser on our pages, and the customer who has signed in there. */
export interface Visit {
  readonly id: string;
  readonly customerId: string | null;
  /** Seconds of the epoch; 0 while nobody has signed in. */
  readonly signedInAtS: number;
  /** The interaction in which that was done. */
  readonly signedInFor: string | null;
}

/** Knows browsers by a cookie that scripts cannot read and other sites cannot send with a form. */
export interface Visits {
  /** The visit of the browser; a new one if there is none. */
  open(request: FastifyRequest, reply: FastifyReply): Promise<Visit>;
  /** The customer is signed in under a new id, so that nobody knows it from before. */
  signIn(reply: FastifyReply, visit: Visit, customerId: string, signedInFor: string | null): Promise<void>;
  signOut(reply: FastifyReply, visit: Visit): Promise<void>;
  /** What each form of the visit carries. */
  formTokenOf(visit: Visit): string;
  isFormToken(visit: Visit, token: string): boolean;
}

export interface VisitsOptions {
  readonly models: ModelStore;
  readonly formKey: Uint8Array;
  /** Whether browsers come over TLS. */
  readonly isSecure: () => boolean;
}

const kind = 'Visit';
/** As long as somebody reads and decides; then the code must be typed again. */
const visitLifeS = 1_800;
const idBytes = 32;
const idPattern = /^[\w-]{43}$/;
const millisecondsPerSecond = 1_000;

export function createVisits({ models, formKey, isSecure }: VisitsOptions): Visits {
  // The prefix keeps other hosts of the same domain from setting it (RFC 6265bis, section 4.1.3.2).
  const cookieName = () => (isSecure() ? '__Host-ecosystem_visit' : 'ecosystem_visit');
  const setCookie = (reply: FastifyReply, id: string) => {
    const flags = ['Path=/', 'HttpOnly', 'SameSite=Lax', ...(isSecure() ? ['Secure'] : [])];
    reply.header('set-cookie', [`${cookieName()}=${id}`, ...flags].join('; '));
  };
  const begin = (reply: FastifyReply): Visit => {
    const id = randomBytes(idBytes).toString('base64url');
    setCookie(reply, id);
    return { id, customerId: null, signedInAtS: 0, signedInFor: null };
  };
  const formTokenOf = ({ id }: Visit) => createHmac('sha256', formKey).update(id).digest('base64url');
  return {
    async open(request, reply) {
      const id = readCookie(request.headers.cookie, cookieName());
      if (id === null || !idPattern.test(id)) return begin(reply);
      const found = await models.find(kind, hashId(id));
      const { customerId, signedInAtS, signedInFor } = found ?? {};
      return {
        id,
        customerId: typeof customerId === 'string' ? customerId : null,
        signedInAtS: typeof signedInAtS === 'number' ? signedInAtS : 0,
        signedInFor: typeof signedInFor === 'string' ? signedInFor : null,
      };
    },
    async signIn(reply, visit, customerId, signedInFor) {
      const { id } = begin(reply);
      const signedInAtS = Math.floor(Date.now() / millisecondsPerSecond);
      await models.put(kind, hashId(id), { customerId, signedInAtS, signedInFor }, visitLifeS);
      await models.remove(kind, hashId(visit.id));
    },
    async signOut(reply, visit) {
      begin(reply);
      await models.remove(kind, hashId(visit.id));
    },
    formTokenOf,
    isFormToken(visit, token) {
      const expected = Buffer.from(formTokenOf(visit));
      const given = Buffer.from(token);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

/** Who reads the table cannot take over a visit. */
const hashId = (id: string): string => createHash('sha256').update(id).digest('base64url');

function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}
