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
import { refuse } from './refusal.ts';
import type { RefusalLog } from './refusal-log.ts';
import { type AskedCustomer, askStanding, recordAccess, type Standing } from './standing.ts';
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
    await logDenied(engine, asked, request);
  }

  /** Reads under the consent, and writes it into the customer's log before anybody sees it. */
  async function read(engine: Engine, asked: Asked, standing: Standing, request: PartnerRequest): Promise<Executed> {
    const { context, boundTo } = request;
    const { ready, customer } = asked;
    const consent = isWithinBound(customer, boundTo) ? standing.consent : null;
    const caller = underConsent(context.caller, consent?.scopes ?? null);
    const executed = await execute(engine, asked, { ...context, caller });
    if (!ready.view || !customer) return executed;
    const key = ready.view.responseKey;
    if (consent && executed.data?.[key] === null && isAnswered(executed, key)) {
      // It was there when the gateway asked, and no more when the subgraph did.
      await logDenied(engine, asked, request);
      return deny(executed, key);
    }
    if (!consent) {
      await logDenied(engine, asked, request);
      return executed;
    }
    // A subgraph that is down has given nothing.
    if (executed.data?.[key] === null || !executed.data) return executed;
    const isGranted = await recordAccess(
      engine,
      {
        partnerId: asked.partnerId,
        subjectId: customer.subjectId,
        consentId: consent.consentId,
        operationName: asked.registered.name,
        ...ready.readsOf(asked.coerced, consent.scopes),
        isGranted: true,
      },
      timed(context),
    );
    return isGranted === true ? executed : deny(executed, key);
  }

  /** Writes a refused read into the log of the customer, or that of refusals if the partner's name for the customer means nobody. */
  async function logDenied(engine: Engine, asked: Asked, request: PartnerRequest): Promise<void> {
    const { context } = request;
    const { partnerId, registered, customer, ready } = asked;
    const isKnown =
      customer && isIdOf('sub', customer.subjectId)
        ? await recordAccess(
            engine,
            {
              partnerId,
              subjectId: customer.subjectId,
              consentId: isIdOf('cns', customer.consentId) ? customer.consentId : null,
              operationName: registered.name,
              ...ready.readsOf(asked.coerced, null),
              isGranted: false,
            },
            timed(context),
          )
        : null;
    if (isKnown !== null) return;
    await refusals.write({
      partnerId,
      code: 'CONSENT_REQUIRED',
      documentId: registered.documentId,
      operationName: registered.name,
      subjectId: customer?.subjectId.slice(0, subjectMax) ?? null,
      requestId: context.requestId,
    });
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
  const standing = await askStanding(engine, partnerId, wanted, timed(context));
  const isLive = standing?.status === 'LIVE';
  // Who tests may look at everything but customers.
  const isTesting = standing?.status === 'SANDBOX' && asked.ready.view === null;
  if (!standing || !(isLive || isTesting))
    throw refuse('PARTNER_NOT_LIVE', 'The partner is not live, so it cannot send this operation.', {
      status: standing?.status ?? null,
    });
  return standing;
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

/** Whether nothing went wrong at the view: a null there is then an answer. */
const isAnswered = ({ errors }: Executed, key: string): boolean =>
  !errors.some(({ path }) => path === undefined || (path[0] === key && path.length === 1));

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

const timed = ({ requestId, signal, deadlineAt }: GatewayContext) => ({
  requestId,
  signal,
  timeoutMs: deadlineAt === undefined ? undefined : Math.max(1, deadlineAt - performance.now()),
});

function askedOrNothing(parameters: RequestParameters) {
  try {
    return readAsked(parameters);
  } catch {
    return { documentId: null, operationName: null };
  }
}
