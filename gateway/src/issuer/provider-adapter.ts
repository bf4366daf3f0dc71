import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider';
import { describeClient } from './client-metadata.ts';
import type { ClientStore } from './clients.ts';
import type { ModelStore } from './model-store.ts';

/** Partners in these states may get tokens: to test, or to work. */
const admitted = new Set(['SANDBOX', 'LIVE']);

/** Things without a life of their own in oidc-provider are kept this long. */
const defaultLifeS = 900;

export interface AdapterOptions {
  readonly models: ModelStore;
  readonly clients: ClientStore;
  /** The state of a partner at this moment, or null for nobody. */
  readonly statusOf: (partnerId: string) => Promise<string | null>;
}

/** How oidc-provider keeps what it must remember: in the gateway's database, so that any worker can go on. */
export function createAdapters({ models, clients, statusOf }: AdapterOptions): AdapterFactory {
  return (kind) => {
    if (kind === 'Client') {
      return {
        ...unsupported,
        async find(id) {
          const client = await clients.find(id);
          if (!client || !admitted.has((await statusOf(id)) ?? '')) return undefined;
          return describeClient(client);
        },
      };
    }
    // Who has signed in is known by a visit of our own pages. A second session beside it could only contradict it.
    if (kind === 'Session') return unsupported;
    return adaptModels(models, kind);
  };
}

const nothing = async (): Promise<undefined> => undefined;
const unsupported: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

function adaptModels(models: ModelStore, kind: string): Adapter {
  const find = async (id: string): Promise<AdapterPayload | undefined> => (await models.find(kind, id)) ?? undefined;
  return {
    ...unsupported,
    find,
    findByUid: async (uid) => (await models.findByUid(kind, uid)) ?? undefined,
    async upsert(id, payload, lifeS = defaultLifeS) {
      const copy = { ...payload };
      if (kind !== 'ReplayDetection') return models.put(kind, id, copy, lifeS);
      // Of two requests with one assertion at once, both have looked and seen none.
      if (!(await models.add(kind, id, copy, lifeS))) {
        throw new errors.InvalidClientAuth('client assertion tokens must only be used once');
      }
    },
    async consume(id) {
      if (await models.consume(kind, id)) return;
      if (kind === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('the request was already used');
      throw new errors.InvalidGrant('authorization code already consumed');
    },
    destroy: (id) => models.remove(kind, id),
    revokeByGrantId: (grantId) => models.removeGrant(kind, grantId),
  };
}
