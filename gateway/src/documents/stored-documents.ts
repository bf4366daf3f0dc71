import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** One operation that was handed in before: its exact text, the client it belongs to, its name where the manifest has one. */
export type StoredDocument = {
  readonly id: string;
  readonly text: string;
  readonly client: string;
  readonly name: string | undefined;
};

/** Stored documents, found by any id that a client may have computed for them. */
export type StoredDocuments = {
  readonly all: readonly StoredDocument[];
  find(id: string): StoredDocument | undefined;
};

const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), name: z.string(), body: z.string().min(1) })),
});
// Relay's `persistConfig.file` and codegen's `persisted-documents.json` are both a plain record of id to text.
const plainManifest = z.record(z.string().min(1), z.string().min(1));
const manifest = z.union([apolloManifest, plainManifest]);

const prefix = 'sha256:';

/**
 * Reads `<folder>/<client>/manifest.json` of all clients: Apollo's persisted query manifest, Relay's or codegen's record.
 * A folder that does not exist holds no documents.
 * @throws Error naming the file when a manifest is malformed, or when one id stands for two texts.
 */
export function readStoredDocuments(folder: string): StoredDocuments {
  if (!existsSync(folder)) return indexDocuments([]);
  const documents = globSync('*/manifest.json', { cwd: folder })
    .toSorted()
    .flatMap((path) => readManifest(join(folder, path), path.split(/[\\/]/)[0] ?? ''));
  return indexDocuments(documents);
}

function readManifest(path: string, client: string): StoredDocument[] {
  const parsed = manifest.safeParse(parseJson(path));
  if (!parsed.success) throw new Error(`${path} is no manifest of stored documents: ${z.prettifyError(parsed.error)}`);
  const { data } = parsed;
  if (isApolloManifest(data)) return data.operations.map(({ id, name, body }) => ({ id, name, text: body, client }));
  return Object.entries(data).map(([id, text]) => ({ id, name: undefined, text, client }));
}

const isApolloManifest = (data: z.infer<typeof manifest>): data is z.infer<typeof apolloManifest> =>
  Array.isArray(data['operations']);

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path} is not JSON.`, { cause });
  }
}

/**
 * Makes documents findable by the id of their manifest and by the SHA-256 of their text, each with and without `sha256:`.
 * @throws Error when one id stands for two texts.
 */
export function indexDocuments(all: readonly StoredDocument[]): StoredDocuments {
  const byId = new Map<string, StoredDocument>();
  for (const document of all) {
    const id = withoutPrefix(document.id);
    const other = byId.get(id);
    if (other && other.text !== document.text) throw new Error(`The id ${id} stands for two stored documents.`);
    byId.set(id, other ?? document);
  }
  // After all ids of manifests, which are promises; a computed hash never takes the place of one.
  for (const document of all) {
    for (const hash of hashesOf(document.text)) if (!byId.has(hash)) byId.set(hash, document);
  }
  return { all, find: (id) => byId.get(withoutPrefix(id)) };
}

/** Editors and Relay end a text with a line break, other tools do not: both hashes mean the same document. */
function hashesOf(text: string): string[] {
  const bare = text.replace(/\n+$/, '');
  return [text, bare, `${bare}\n`].map((variant) => createHash('sha256').update(variant).digest('hex'));
}

const withoutPrefix = (id: string) => (id.startsWith(prefix) ? id.slice(prefix.length) : id);
