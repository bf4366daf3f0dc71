import type { ClientSettings, PartnerClient } from '../issuer/clients.ts';
import { readPublicKeys } from './client-keys.ts';
import { presentClient } from './client-model.ts';
import type { OperatorDesk } from './desk.ts';
import { mutation, type PartnerInput } from './mutate.ts';
import type { PartnerFacts } from './social-partners.ts';
import { refusal } from './user-errors.ts';

interface KeysInput extends PartnerInput {
  /** JSON text; null takes the keys away. */
  readonly jwks?: string | null;
}

interface RedirectsInput extends PartnerInput {
  readonly redirectUris: readonly string[];
}

/** More addresses are a slip of the hand. */
const redirectUrisMax = 20;

/** Mutations of the clients with which partners obtain tokens. */
export const clientMutations = {
  rotateClientSecret: mutation(
    'rotateClientSecret',
    () => ({}),
    async ({ partnerId }: PartnerInput, partner, { desk }) => {
      const client = await desk.clients.find(partnerId);
      if (client?.authMethod === 'private_key_jwt') {
        const message = `${client.name} signs with its keys, so a secret would not count; take the keys away first.`;
        return { userErrors: [refusal({ code: 'KEYS_IN_USE', message, path: null })] };
      }
      await save(desk, partner, client, {});
      const rotated = await desk.clients.rotateSecret(partnerId);
      if (!rotated.ok) return { userErrors: [refusal(rotated)] };
      return { client: () => presentClient(desk, partnerId), secret: rotated.value, userErrors: [] };
    },
  ),
  setClientKeys: mutation(
    'setClientKeys',
    ({ jwks }: KeysInput) => ({ isTakenAway: jwks === null || jwks === undefined }),
    async ({ partnerId, jwks }, partner, { desk }) => {
      const keys = jwks === null || jwks === undefined ? null : readPublicKeys(jwks);
      if (keys?.ok === false) return { userErrors: [refusal(keys)] };
      const client = await desk.clients.find(partnerId);
      // The client never stands there with a way to prove itself that it cannot go: keys come before it, and go after it.
      if (!client || keys === null) await save(desk, partner, client, { authMethod: 'client_secret_basic' });
      const set = await desk.clients.setJwks(partnerId, keys?.value ?? null);
      if (!set.ok) return { userErrors: [refusal(set)] };
      if (keys) await save(desk, partner, client, { authMethod: 'private_key_jwt' });
      return { client: () => presentClient(desk, partnerId), userErrors: [] };
    },
  ),
  setRedirectUris: mutation(
    'setRedirectUris',
    ({ redirectUris }: RedirectsInput) => ({ redirectUris: redirectUris.slice(0, redirectUrisMax) }),
    async ({ partnerId, redirectUris }, partner, { desk }) => {
      if (redirectUris.length > redirectUrisMax) {
        const message = `A client has at most ${redirectUrisMax} redirect addresses, not ${redirectUris.length}.`;
        return { userErrors: [refusal({ code: 'INVALID_INPUT', message, path: ['redirectUris'] })] };
      }
      const saved = await save(desk, partner, await desk.clients.find(partnerId), { redirectUris });
      if (!saved.ok) return { userErrors: [refusal(saved)] };
      return { client: () => presentClient(desk, partnerId), userErrors: [] };
    },
  ),
};

/** Changes some settings of a client, or makes it; it has the name of its partner. */
function save(
  { clients }: OperatorDesk,
  { id, name }: PartnerFacts,
  client: PartnerClient | null,
  changes: Partial<Omit<ClientSettings, 'name'>>,
) {
  const { authMethod = 'client_secret_basic', redirectUris = [] } = client ?? {};
  return clients.save(id, { authMethod, redirectUris, ...changes, name });
}
