import type { Logger } from 'pino';
import type { GatewayDatabase } from '../database/database.ts';
import { bareIdOf } from '../documents/document-ids.ts';
import { createLimitGuard, defaultLimits } from '../limits/limits.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { checkManifest } from './check-manifest.ts';
import type { Measures } from './check-operation.ts';
import { createOperationIndex, type OperationIndex } from './operation-index.ts';
import { createOperationLoader } from './operation-loader.ts';
import { type StoredRelease, storeRelease, storeUnpublished } from './operation-rows.ts';
import { type Outcome, type PartnerOperation, refuseAll } from './partner-operation.ts';
import { joinWorkers, type Readiness } from './workers.ts';

/** What the registry must know of a partner. */
export interface PartnerStanding {
  /** The state of the partner, for example LIVE. */
  readonly status: string;
  readonly name: string;
  /** The consent scopes that it may ask customers for. */
  readonly allowedScopes: readonly string[];
}

/** How much an operation is asked. */
export interface OperationUsage {
  readonly callsLast30Days: number;
  readonly lastUsedAt: Date | null;
}

export interface RegistryOptions {
  readonly database: GatewayDatabase;
  readonly loaded: () => LoadedSupergraph;
  /** Null if there is no such partner. */
  readonly standingOf: (partnerId: string) => Promise<PartnerStanding | null>;
  readonly estimateOf: Measures['estimateOf'];
  /** The most cost units that one operation of the partner may be estimated at. */
  readonly ceilingOf: (partnerId: string) => number | Promise<number>;
  readonly usageOf: (partnerId: string, documentId: string) => Promise<OperationUsage>;
  /** Makes this worker ready for texts. */
  readonly warm: (texts: readonly string[]) => Promise<void>;
  readonly logger: Logger;
  /** Throws a GraphQLError for a text that is too large to be looked at; by default one that keeps to the usual limits. */
  readonly checkText?: Measures['checkText'];
}

/** What a release holds. */
export interface PublishedRelease extends Readiness {
  readonly release: number;
  readonly operations: readonly {
    readonly documentId: string;
    readonly name: string;
    readonly consentScopes: readonly string[];
    readonly estimatedCost: number;
    /** Whether this release brought it. */
    readonly isNew: boolean;
  }[];
}

/** An operation that can no longer be asked, and who asked it. */
export interface UnpublishedOperation extends Readiness, OperationUsage {
  readonly documentId: string;
  readonly name: string;
}

/** The published operations of all partners, the same on all workers. */
export interface Registry extends Pick<OperationIndex, 'find' | 'findText' | 'listOf'> {
  /** Settles when this worker is ready for what it found when it started. */
  readonly warmed: Promise<void>;
  /**
   * Publishes a manifest: all of it, or nothing and every reason why not. The same manifest again makes no new release.
   * What earlier releases brought stays published.
   * @param publishedBy the subject of who does it.
   * @param options.isAwaited false: other workers are told, and not waited for.
   */
  publish(
    partnerId: string,
    manifest: unknown,
    publishedBy: string,
    options?: { readonly isAwaited?: boolean },
  ): Promise<Outcome<PublishedRelease>>;
  /** Takes back one operation; one that was asked in the last 30 days only if it is forced. */
  unpublish(
    partnerId: string,
    documentId: string,
    unpublishedBy: string,
    options?: { readonly force?: boolean },
  ): Promise<Outcome<UnpublishedOperation>>;
  close(): Promise<void>;
}

/** States in which a partner may publish. */
const publishingStates = new Set(['SANDBOX', 'LIVE']);

/**
 * Opens the registry of this worker: loaded when it resolves, and kept up to date from then on.
 * @throws Error if the database does not answer.
 */
export async function createRegistry(options: RegistryOptions): Promise<Registry> {
  const { database, logger } = options;
  const { pool } = database;
  const measures = { estimateOf: options.estimateOf, checkText: options.checkText ?? createLimitGuard(defaultLimits) };
  const index = createOperationIndex();
  const loader = createOperationLoader({ pool, index, warm: options.warm, logger });
  const workers = await joinWorkers({
    database,
    logger,
    onChange: (partnerId) => loader.load(partnerId),
    onOpen: () => loader.loadSoon(),
  });
  await loader.loadAll();

  /** Takes a change in here, then has all workers do so and get warm, this one among them. */
  async function spread(partnerId: string, isAwaited = true): Promise<Readiness> {
    await loader.refresh(partnerId);
    const spreading = workers.announce(partnerId);
    if (isAwaited) return spreading;
    spreading.catch((error: unknown) => logger.warn({ err: error, partnerId }, 'workers were not told of a release'));
    return { workersReady: 0, workersAsked: 0 };
  }

  async function checkRelease(partnerId: string, manifest: unknown) {
    const standing = await options.standingOf(partnerId);
    if (!standing) return refuseAll('PARTNER_NOT_FOUND', `There is no partner ${partnerId}.`);
    if (!publishingStates.has(standing.status)) {
      const message = `${standing.name} is ${standing.status}; a partner publishes while it is SANDBOX or LIVE.`;
      return refuseAll('PARTNER_NOT_LIVE', message, { status: standing.status });
    }
    const terms = { allowedScopes: standing.allowedScopes, costCeiling: await options.ceilingOf(partnerId) };
    return checkManifest(manifest, terms, options.loaded(), measures);
  }

  return {
    find: index.find,
    findText: index.findText,
    listOf: index.listOf,
    warmed: loader.warmed(),
    async publish(partnerId, manifest, publishedBy, { isAwaited } = {}) {
      const checked = await checkRelease(partnerId, manifest);
      if (!checked.ok) return checked;
      const { format, operations } = checked.value;
      const stored = await storeRelease(pool, { partnerId, format, publishedBy, operations });
      if (!stored.ok) return stored;
      const readiness = await spread(partnerId, isAwaited);
      return { ok: true, value: { ...describeRelease(stored.value, operations), ...readiness } };
    },
    async unpublish(partnerId, id, unpublishedBy, { force = false } = {}) {
      const documentId = index.find(partnerId, id)?.documentId ?? bareIdOf(id);
      const usage = await options.usageOf(partnerId, documentId);
      if (usage.callsLast30Days > 0 && !force) return refuseUsed(documentId, usage);
      const row = await storeUnpublished(pool, { partnerId, documentId, unpublishedBy });
      if (!row)
        return refuseAll('DOCUMENT_NOT_FOUND', `The partner has no published operation of the id ${documentId}.`);
      return { ok: true, value: { documentId, name: row.name, ...usage, ...(await spread(partnerId)) } };
    },
    async close() {
      await workers.close();
      await loader.close();
    },
  };
}

function describeRelease({ number, newIds }: StoredRelease, operations: readonly ReleasedOperation[]) {
  return {
    release: number,
    operations: operations.map(({ documentId, name, consentScopes, estimatedCost }) => ({
      documentId,
      name,
      consentScopes,
      estimatedCost,
      isNew: newIds.has(documentId),
    })),
  };
}

type ReleasedOperation = Pick<PartnerOperation, 'documentId' | 'name' | 'consentScopes' | 'estimatedCost'>;

function refuseUsed(documentId: string, { callsLast30Days, lastUsedAt }: OperationUsage): Outcome<never> {
  const message = `The operation was asked ${callsLast30Days} times in the last 30 days; force takes it back all the same.`;
  return {
    ok: false,
    problems: [{ code: 'STILL_USED', message, documentId, details: { callsLast30Days, lastUsedAt } }],
  };
}
