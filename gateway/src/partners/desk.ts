import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { BudgetState } from '../budgets/budget.ts';
import type { Budgets } from '../budgets/budgets.ts';
import { keyOfPartner } from '../budgets/partner-budgets.ts';
import type { GatewayContext } from '../context.ts';
import type { RequestParameters } from '../documents/persisted.ts';
import type { Engine } from '../execute/engine.ts';
import { maskFormatted } from '../execute/errors.ts';
import { runOperation } from '../execute/run-operation.ts';
import { underConsent } from './consenting-caller.ts';
import { type OperationSource, readAsked } from './find-operation.ts';
import { logDenied, logRead } from './log-access.ts';
import { refuse } from './refusal.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type AskedCustomer, askStanding, type Standing } from './standing.ts';
import { type Asked, isIdOf, type PartnerRequest, understand } from './understand.ts';
import type { UsageCounter } from './usage.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What a partner gets. */
export interface PartnerAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
  readonly cost: { readonly estimated: number; readonly actual: number };
  readonly budget: BudgetState;
  /** How long the partner may keep it, in seconds. */
  readonly maxAgeS: number;
}

/** Answers partners: registered operations alone, inside their budget, under the customer's consent, and logged. */
export interface PartnerDesk {
  /** @throws GraphQLError with `extensions.http` if there is no answer; a row of the log of refusals says so. */
  answer(request: PartnerRequest): Promise<PartnerAnswer>;
  /**
   * Refuses a request for a reason of the door's own, charged and logged like any other refusal.
   * @throws GraphQLError the reason, or what else is wrong with the request.
   */
  turnAway(request: PartnerRequest, reason: GraphQLError): Promise<never>;
  /** Charges for a question that is no operation. @throws GraphQLError RATE_LIMITED or BUDGET_UNAVAILABLE. */
  charge(context: GatewayContext): Promise<void>;
}

export interface PartnerDeskOptions {
  readonly engine: () => Engine;
  readonly operations: OperationSource;
  readonly budgets: Budgets;
  readonly refusals: RefusalLog;
  readonly usage: UsageCounter;
}

interface Executed {
  readonly data: Variables | null;
  readonly errors: readonly GraphQLError[];
}

export function createPartnerDesk(options: PartnerDeskOptions): PartnerDesk {
  const { operations, budgets, refusals, usage } = options;
  const isNewsOf = createNewsFilter();

  async function answer(request: PartnerRequest): Promise<PartnerAnswer> {
    const startedAt = performance.now();
    const engine = options.engine();
    const asked = await understandWithin(engine, request);
    const estimated = asked.ready.cost.estimate(asked.coerced);
    // Both at once: neither changes what the other says, and a request is as fast as the slower of them.
    const [reserving, admitting] = await Promise.allSettled([
      reserve(budgets, asked.partnerId, estimated),
      admit(engine, asked, request),
    ]);
    if (reserving.status === 'rejected') throw reserving.reason;
    const reservation = reserving.value;
    let actual = leastCharge;
    let hasErrors = true;
    try {
      if (admitting.status === 'rejected') throw admitting.reason;
      const { data, errors } = await read(engine, asked, admitting.value, request);
      actual = Math.max(leastCharge, asked.ready.cost.actual(data, asked.coerced));
      hasErrors = errors.length > 0;
      return {
        data,
        errors: errors.map((error) => maskFormatted(error.toJSON())),
        cost: { estimated, actual },
        budget: reservation.state,
        maxAgeS: hasErrors ? 0 : asked.ready.maxAgeS,
      };
    } finally {
      reservation.settle(actual);
      const durationMs = performance.now() - startedAt;
      const { documentId } = asked.registered;
      usage.count({ partnerId: asked.partnerId, documentId, durationMs, hasErrors, cost: actual });
    }
  }

  /** Also a request that is refused at once is charged: who sends many of them is stopped like anybody else. */
  async function understandWithin(engine: Engine, request: PartnerRequest): Promise<Asked> {
    try {
      return understand(engine, operations, request);
    } catch (error) {
      await charge(request.context);
      throw error;
    }
  }

  async function charge({ caller }: GatewayContext): Promise<void> {
    (await reserve(budgets, caller.subject ?? '', leastCharge)).settle(leastCharge);
  }

  /** A customer whose consent is missing sees it in the access log; all else is for the log of refusals. */
  async function turnAway(request: PartnerRequest, reason: GraphQLError): Promise<void> {
    const engine = options.engine();
    const isRead = reason.extensions['code'] === 'CONSENT_REQUIRED';
    const asked = isRead ? await understandWithin(engine, request) : null;
    await charge(request.context);
    if (!asked?.customer) throw reason;
    await writeDenied(engine, asked, request.context);
  }

  /** Reads under the consent, and writes it into the customer's log before anybody sees it. */
  async function read(engine: Engine, asked: Asked, standing: Standing, request: PartnerRequest): Promise<Executed> {
    const { context, boundTo } = request;
    const { ready, customer } = asked;
    const consent = isWithinBound(customer, boundTo) ? standing.consent : null;
    const caller = underConsent(context.caller, consent?.scopes ?? null, boundTo?.consentId);
    const executed = await execute(engine, asked, { ...context, caller });
    if (!ready.view || !customer) return executed;
    const key = ready.view.responseKey;
    const isNothing = !executed.data || executed.data[key] === null;
    const problem = isNothing ? findProblem(executed, key) : null;
    // A subgraph that is down has given nothing.
    if (consent && problem === 'outage') return executed;
    // A null without a problem: the consent was there when the gateway asked, and no more when the subgraph did.
    if (!consent || isNothing) {
      await writeDenied(engine, asked, context);
      return problem === 'refused' ? executed : deny(executed, key);
    }
    const isGranted = await logRead(engine, asked, consent, context);
    // Nobody's log could say it.
    if (isGranted === null) await writeUnknown(asked, context);
    return isGranted === true ? executed : deny(executed, key);
  }

  /** Writes a refused read into the log of the customer, or that of refusals if the partner's name for the customer means nobody. */
  async function writeDenied(engine: Engine, asked: Asked, context: GatewayContext): Promise<void> {
    if (!(await logDenied(engine, asked, context))) await writeUnknown(asked, context);
  }

  /** @throws GraphQLError ACCESS_LOG_UNAVAILABLE: what could not be written is not answered. */
  async function writeUnknown({ partnerId, registered, customer }: Asked, { requestId }: GatewayContext) {
    const { documentId, name: operationName } = registered;
    const subjectId = customer?.subjectId.slice(0, subjectMax) ?? null;
    try {
      await refusals.write({
        partnerId,
        code: 'CONSENT_REQUIRED',
        documentId,
        operationName,
        subjectId,
        requestId,
      });
    } catch (cause) {
      const error = refuse('ACCESS_LOG_UNAVAILABLE', 'The refusal could not be logged, so nothing is answered.');
      error.cause = cause;
      throw error;
    }
  }

  async function logRefused(error: unknown, { parameters, context }: PartnerRequest): Promise<void> {
    const { caller, requestId, logger } = context;
    const code = error instanceof GraphQLError ? String(error.extensions['code']) : 'INTERNAL';
    if (code === 'RATE_LIMITED' && !isNewsOf(caller.subject ?? '')) return;
    try {
      const asked = askedOrNothing(parameters);
      await refusals.write({ partnerId: caller.subject ?? '', code, ...asked, subjectId: null, requestId });
    } catch (failure) {
      // Nothing leaves, so nothing is hidden from anybody by what is missing here.
      logger.error({ err: failure, requestId, code }, 'a refusal of a partner could not be written');
    }
  }

  async function logging<Value>(request: PartnerRequest, work: Promise<Value>): Promise<Value> {
    try {
      return await work;
    } catch (error) {
      await logRefused(error, request);
      throw error;
    }
  }

  return {
    answer: (request) => logging(request, answer(request)),
    async turnAway(request, reason) {
      await logging(request, turnAway(request, reason));
      throw reason;
    },
    charge: (context) => logging({ method: 'POST', parameters: {}, context, boundTo: null }, charge(context)),
  };
}

/** @throws GraphQLError COST_LIMIT, RATE_LIMITED or BUDGET_UNAVAILABLE. */
async function reserve(budgets: Budgets, partnerId: string, units: number) {
  const reservation = await budgets.reserve(keyOfPartner(partnerId), units);
  if (!reservation.isAllowed) throw reservation.error;
  return reservation;
}

/** What any request is charged, so that refusals are not free. */
const leastCharge = 1;
/** Longer texts are no ids. */
const subjectMax = 64;

/** Where the partner stands. @throws GraphQLError PARTNER_NOT_LIVE if it may not ask this now. */
async function admit(engine: Engine, asked: Asked, { context, boundTo }: PartnerRequest): Promise<Standing> {
  const { partnerId, customer } = asked;
  const consentId = customer?.consentId ?? boundTo?.consentId ?? null;
  const isPossible = isIdOf('sub', customer?.subjectId ?? null) && (consentId === null || isIdOf('cns', consentId));
  const wanted = customer && isPossible ? { ...customer, consentId } : null;
  const standing = await askStanding(engine, partnerId, wanted);
  const isLive = standing?.status === 'LIVE';
  // Who tests may look at everything but customers.
  const isTesting = standing?.status === 'SANDBOX' && asked.ready.view === null;
  if (standing && (isLive || isTesting)) return standing;
  // A customer who knows the partner from better days is told that it tried.
  await logDenied(engine, asked, context);
  throw refuse('PARTNER_NOT_LIVE', 'The partner is not live, so it cannot send this operation.', {
    status: standing?.status ?? null,
  });
}

function isWithinBound(customer: AskedCustomer | null, boundTo: PartnerRequest['boundTo']): boolean {
  if (!boundTo || !customer) return true;
  const isSameConsent = customer.consentId === null || customer.consentId === boundTo.consentId;
  return customer.subjectId === boundTo.subjectId && isSameConsent;
}

async function execute(engine: Engine, asked: Asked, context: GatewayContext): Promise<Executed> {
  const { document, operation } = asked.ready;
  const { data, errors } = await runOperation(engine, {
    document,
    operation,
    operationName: operation.name?.value,
    variables: asked.variables,
    context,
  });
  return { data: data ?? null, errors: errors ?? [] };
}

/** Codes of a view that the caller may not have at all. */
const refusedCodes = new Set<unknown>(['CONSENT_REQUIRED', 'FORBIDDEN', 'UNAUTHENTICATED']);

/** Why there is no view: it was refused, or something went wrong; null if neither, so that there being none is the answer. */
function findProblem({ errors }: Executed, key: string): 'refused' | 'outage' | null {
  const ofView = errors.filter(({ path }) => path === undefined || (path[0] === key && path.length === 1));
  if (ofView.length === 0) return null;
  return ofView.every(({ extensions }) => refusedCodes.has(extensions['code'])) ? 'refused' : 'outage';
}

/** The answer without what it says of the customer. */
function deny({ data, errors }: Executed, key: string): Executed {
  const error = new GraphQLError('Query.partnerView needs a consent of the customer that is in force.', {
    path: [key],
    extensions: { code: 'CONSENT_REQUIRED' },
  });
  return { data: { ...data, [key]: null }, errors: [error, ...errors.filter(({ path }) => path?.[0] !== key)] };
}

/** Says whether a partner was not heard of for a second: who is over its budget may send thousands of requests, and needs no row for each. */
function createNewsFilter(): (partnerId: string) => boolean {
  const lastAt = new Map<string, number>();
  return (partnerId) => {
    const now = performance.now();
    if (now - (lastAt.get(partnerId) ?? Number.NEGATIVE_INFINITY) < newsEveryMs) return false;
    lastAt.set(partnerId, now);
    return true;
  };
}

const newsEveryMs = 1_000;

function askedOrNothing(parameters: RequestParameters) {
  try {
    return readAsked(parameters);
  } catch {
    return { documentId: null, operationName: null };
  }
}
