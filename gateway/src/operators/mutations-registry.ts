import { manifestBytesMax } from '../registry/routes.ts';
import { mutation, type PartnerInput } from './mutate.ts';
import { problem, refusal } from './user-errors.ts';

interface PublishInput extends PartnerInput {
  /** JSON text. */
  readonly manifest: string;
}

interface UnpublishInput extends PartnerInput {
  readonly documentId: string;
  readonly force: boolean;
}

/** Mutations of what partners may ask. */
export const registryMutations = {
  publishOperations: mutation(
    'publishOperations',
    ({ manifest }: PublishInput) => ({ manifestBytes: Buffer.byteLength(manifest) }),
    async ({ partnerId, manifest }, _, { desk, operator }) => {
      const json = readManifestText(manifest);
      if ('refused' in json) return { userErrors: [invalidManifest(json.refused)] };
      const outcome = await desk.registry.publish(partnerId, json.value, operator);
      if (!outcome.ok) return { userErrors: outcome.problems.map(problem) };
      const { release, ...rest } = outcome.value;
      return { release: { number: release, ...rest }, userErrors: [] };
    },
  ),
  unpublishOperation: mutation(
    'unpublishOperation',
    ({ documentId, force }: UnpublishInput) => ({ documentId: documentId.slice(0, shownCharacters), force }),
    async ({ partnerId, documentId, force }, _, { desk, operator }) => {
      const outcome = await desk.registry.unpublish(partnerId, documentId, operator, { force });
      return outcome.ok ? { operation: outcome.value, userErrors: [] } : { userErrors: outcome.problems.map(problem) };
    },
  ),
};

/** Longer ids are none. */
const shownCharacters = 200;

function readManifestText(text: string): { readonly value: unknown } | { readonly refused: string } {
  if (Buffer.byteLength(text) > manifestBytesMax)
    return { refused: `A manifest has at most ${manifestBytesMax} bytes.` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { refused: 'The manifest is not valid JSON.' };
  }
}

const invalidManifest = (message: string) => refusal({ code: 'MANIFEST_INVALID', message, path: ['manifest'] });
