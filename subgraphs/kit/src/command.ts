import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';
import { idempotencyKeys } from './common-tables.ts';
import type { ContextOf, TransactionContext } from './context.ts';
import type { Database, Pool } from './database.ts';
import { unauthenticated } from './errors.ts';
import type { Vault } from './field-encryption.ts';
import { newId } from './ids.ts';
import type { BatchQueries } from './loaders.ts';
import { type NewEvent, publish } from './outbox.ts';
import { type Result, refused } from './result.ts';

/** Refusals that every mutation can give. */
export type CommonRefusal =
  | 'NOT_FOUND'
  | 'INVALID_INPUT'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'ILLEGAL_TRANSITION'
  | 'CONFLICT_RETRY'
  | 'CUSTOMER_FROZEN'
  | 'CUSTOMER_ERASED';

/** Something that happened, for whoever wants to know. */
export type EventNews = Omit<NewEvent, 'id'>;

/** What changes rows: one transaction at one time, with the events that it tells. */
export interface Change {
  readonly pool: Pool;
  /** The time of the whole change. */
  readonly at: Date;
  /** Tells an event in the same transaction. */
  publish(event: EventNews): void;
}

/** What a command works with: everything inside one transaction. */
export interface CommandContext<Queries extends BatchQueries> extends Change, TransactionContext<Queries> {
  readonly pool: Pool;
  readonly caller: Caller;
  /** Opens the data keys of personal values. */
  readonly vault: Vault;
  /** The key of the request with its caller and mutation, for rows that keep it for ever. */
  readonly requestKey: string;
}

/** What a command answers: the ids of what it changed. Answers are kept by key, and the subject is read afresh. */
export type Reply = Readonly<Record<string, string>>;

export interface CommandRules<Code extends string> {
  /** Keys of mutations that move money are kept for ever, others for 72 hours. */
  readonly movesMoney?: boolean;
  /** What a violated constraint of the database means, by its name: two requests at once can break a rule that each alone keeps. */
  readonly constraints?: Readonly<Record<string, Refusal<Code>>>;
}

type Refusal<Code extends string> = Extract<Result<never, Code>, { ok: false }>;

/** Looks at the caller before each command of a subgraph; null lets it pass. */
export type CommandGuard<Queries extends BatchQueries> = (
  context: TransactionContext<Queries> & { readonly caller: Caller },
) => Promise<Refusal<CommonRefusal> | null>;

const keyLifeMs = 72 * 3_600_000;
const keyPattern = /^[\x21-\x7e]{8,64}$/;
/** How often a command is tried when another transaction came in between. */
const triesMax = 3;
/** PostgreSQL: serialization_failure and deadlock_detected. */
const conflictCodes = new Set(['40001', '40P01']);
/** PostgreSQL: unique_violation and check_violation. */
const constraintCodes = new Set(['23505', '23514']);
const characterNotInRepertoire = '22021';

/**
 * Makes the maker of a subgraph's commands. A command runs in one transaction: what it writes, the events that it tells and the answer
 * to its key are there together or not at all. A refusal undoes everything that was written.
 * The same caller, mutation, key and input get the stored answer, also when both arrive at once; another input is refused
 * IDEMPOTENCY_KEY_REUSED. A conflict with another transaction is tried again, then refused CONFLICT_RETRY, which is not stored.
 * Everything else that goes wrong stays an exception.
 */
export function defineCommands<Queries extends BatchQueries, Code extends string>(guard: CommandGuard<Queries>) {
  type Outcome<Answer> = Result<Answer, Code | CommonRefusal>;
  return function command<Input extends { readonly idempotencyKey: string }, Answer extends Reply>(
    mutation: string,
    rules: CommandRules<Code>,
    run: (input: Input, context: CommandContext<Queries>) => Promise<Outcome<Answer>>,
  ) {
    return async (input: Input, context: ContextOf<Queries>): Promise<Outcome<Answer>> => {
      const { caller } = context;
      if (caller.subject === null) throw unauthenticated('A mutation needs a caller.');
      const { idempotencyKey, ...rest } = input;
      if (!keyPattern.test(idempotencyKey)) {
        return refused('INVALID_INPUT', ['idempotencyKey'], 'A key has 8 to 64 visible ASCII characters.');
      }
      const asked = { callerId: caller.subject, mutation, key: idempotencyKey, inputHash: hashInput(rest) };

      const attempt = async (): Promise<Outcome<Answer>> => {
        const at = context.clock.now();
        const expiresAt = rules.movesMoney ? null : new Date(at.getTime() + keyLifeMs);
        try {
          return await context.withinTransaction(async (transaction) => {
            const [known, blocked] = await Promise.all([
              findAnswer<Answer, Code>(transaction.pool, asked),
              guard({ ...transaction, caller }),
            ]);
            if (known) return known;
            if (blocked) throw new Undo(blocked);
            const events: NewEvent[] = [];
            const result = await run(input, {
              ...transaction,
              caller,
              at,
              vault: context.vault,
              requestKey: `${caller.subject}:${mutation}:${idempotencyKey}`,
              publish: (event) => events.push({ ...event, id: newId(at) }),
            });
            if (!result.ok) throw new Undo(result);
            await Promise.all([
              publish(transaction.pool, events, at),
              storeAnswer(transaction.pool, asked, result, expiresAt),
            ]);
            return result;
          });
        } catch (error) {
          const refusal = refusalOf(error, rules);
          if (!refusal) throw error;
          // Nothing was written, and the refusal is the answer to this key from now on.
          return context.withinTransaction(async ({ pool }) => {
            const known = await findAnswer<Answer, Code>(pool, asked);
            if (known) return known;
            await storeAnswer(pool, asked, refusal, expiresAt);
            return refusal;
          });
        }
      };

      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt();
        } catch (error) {
          if (!isConflict(error)) throw error;
          if (tries === triesMax) {
            return refused('CONFLICT_RETRY', null, 'Another change came in between. Send the same request again.');
          }
        }
      }
    };
  };
}

/**
 * Makes a change that nobody asked for, such as that of a job: one transaction with the events that it tells.
 * The work says by its value what it did.
 */
export function makeChange<Value>(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  work: (change: Change) => Promise<Value>,
): Promise<Value> {
  const at = clock.now();
  return database.write.transaction(async (pool) => {
    const events: NewEvent[] = [];
    const value = await work({ pool, at, publish: (event) => events.push({ ...event, id: newId(at) }) });
    await publish(pool, events, at);
    return value;
  });
}

/** Carries a refusal out of the transaction, which it rolls back. */
class Undo<Code extends string> extends Error {
  readonly refusal: Refusal<Code>;
  constructor(refusal: Refusal<Code>) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

function refusalOf<Code extends string>(
  error: unknown,
  rules: CommandRules<Code>,
): Refusal<Code | CommonRefusal> | null {
  if (error instanceof Undo) return error.refusal;
  const { code, constraint } = findDatabaseError(error);
  if (constraint !== undefined && constraintCodes.has(code ?? '')) return rules.constraints?.[constraint] ?? null;
  if (code === characterNotInRepertoire) {
    return refused('INVALID_INPUT', null, 'A text holds the character NUL, which cannot be stored.');
  }
  return null;
}

const isConflict = (error: unknown): boolean => conflictCodes.has(findDatabaseError(error).code ?? '');

/** The code and the constraint in an error of PostgreSQL, or in the error that caused it. */
function findDatabaseError(error: unknown): { readonly code?: string; readonly constraint?: string } {
  if (!(error instanceof Error)) return {};
  if ('code' in error && typeof error.code === 'string') {
    const constraint = 'constraint_name' in error ? error.constraint_name : undefined;
    return { code: error.code, ...(typeof constraint === 'string' && { constraint }) };
  }
  return findDatabaseError(error.cause);
}

interface AskedCommand {
  readonly callerId: string;
  readonly mutation: string;
  readonly key: string;
  readonly inputHash: string;
}

/** Waits for another request with the same key to end, then reads its answer; null if there is none. */
async function findAnswer<Answer extends Reply, Code extends string>(
  pool: Pool,
  { callerId, mutation, key, inputHash }: AskedCommand,
): Promise<Result<Answer, Code | CommonRefusal> | null> {
  const lock = `${callerId} ${mutation} ${key}`;
  // Two statements, for a statement does not see what was committed while it waited for its lock; both travel at once.
  const [, [known]] = await Promise.all([
    pool.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`),
    pool.execute<{ hash: string; response: Result<Answer, Code> }>(sql`
      select ${idempotencyKeys.inputHash} as hash, ${idempotencyKeys.response} as response from ${idempotencyKeys}
      where ${idempotencyKeys.callerId} = ${callerId} and ${idempotencyKeys.mutation} = ${mutation}
        and ${idempotencyKeys.key} = ${key}`),
  ]);
  if (!known) return null;
  if (known.hash !== inputHash) {
    const message = 'This key was used before with another input. Use a new key for a new request.';
    return refused('IDEMPOTENCY_KEY_REUSED', ['idempotencyKey'], message);
  }
  return known.response;
}

async function storeAnswer(
  pool: Pool,
  asked: AskedCommand,
  response: Result<Reply, string>,
  expiresAt: Date | null,
): Promise<void> {
  await pool.insert(idempotencyKeys).values({ ...asked, response, expiresAt });
}

/** SHA-256 of the input as JSON with its keys in order, in hexadecimal. */
function hashInput(input: unknown): string {
  const text = JSON.stringify(input, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

/** A refusal as `userErrors` shows it. */
export interface UserErrorOf<Code extends string> {
  readonly code: Code;
  readonly message: string;
  readonly path: string[] | null;
}

/**
 * The payload of a mutation: its subjects, read by the ids of the answer, or the refusal.
 * @param read loads what the payload shows; it is not asked when the mutation was refused.
 */
export async function payload<Answer, Code extends string, Subjects extends object>(
  result: Result<Answer, Code>,
  read: (answer: Answer) => Promise<Subjects>,
): Promise<(Subjects & { readonly userErrors: never[] }) | { readonly userErrors: UserErrorOf<Code>[] }> {
  if (result.ok) return { ...(await read(result.value)), userErrors: [] };
  const { code, message, path } = result;
  return { userErrors: [{ code, message, path: path && [...path] }] };
}
