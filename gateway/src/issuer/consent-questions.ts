import { createHash } from 'node:crypto';
import { done, type Result } from '@ecosystem/kit/result';
import type { Asking, ConsentDesk, OpenRequest } from './consent-desk.ts';
import type { ConsentRequest } from './consent-request.ts';
import type { ModelStore } from './model-store.ts';

/** A question to a customer within one interaction. */
export interface Question {
  readonly asking: Asking;
  readonly open: OpenRequest;
}

/** Who is asked what in which interaction. */
export interface QuestionPlace {
  readonly uid: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly request: ConsentRequest;
}

/** Remembers which consent an interaction asks for, so that reloading the page asks nothing twice. */
export interface Questions {
  /** The question of the interaction; asked at social when it is first shown. */
  open(place: QuestionPlace): Promise<Result<Question, string>>;
  /** The next time, the question is asked anew. */
  drop(place: QuestionPlace): Promise<void>;
}

const kind = 'ConsentQuestion';
/** Longer than an interaction lives. */
const questionLifeS = 1_800;

export function createQuestions(models: ModelStore, desk: ConsentDesk): Questions {
  const find = async ({ uid, customerId }: QuestionPlace) => {
    const { round, consentId, customerHint } = (await models.find(kind, idOf(uid, customerId))) ?? {};
    const isOpen = typeof consentId === 'string' && typeof customerHint === 'string';
    return { round: typeof round === 'number' ? round : 0, open: isOpen ? { consentId, customerHint } : null };
  };
  return {
    async open(place) {
      const { uid, partnerId, customerId, request } = place;
      const known = await find(place);
      const asking: Asking = { partnerId, customerId, request, key: keyOf(uid, customerId, known.round) };
      if (known.open) return done({ asking, open: known.open });
      // Two windows at once ask with one key, and get one consent.
      const asked = await desk.requestConsent(asking);
      if (!asked.ok) return asked;
      await models.put(kind, idOf(uid, customerId), { round: known.round, ...asked.value }, questionLifeS);
      return done({ asking, open: asked.value });
    },
    async drop(place) {
      const { round } = await find(place);
      await models.put(kind, idOf(place.uid, place.customerId), { round: round + 1 }, questionLifeS);
    },
  };
}

const hash = (...texts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(texts)).digest('base64url');

const idOf = (uid: string, customerId: string): string => hash(uid, customerId);
const keyOf = (uid: string, customerId: string, round: number): string => hash(uid, customerId, round);
