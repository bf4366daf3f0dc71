import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareIdOf, hashesOf } from './document-ids.ts';
import { readManifest } from './manifest.ts';

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

/**
 * Reads `<folder>/<client>/manifest.json` of all clients: Apollo's persisted query manifest, Relay's or codegen's record.
 * A folder that does not exist holds no documents.
 * @throws Error naming the file when a manifest is malformed, or when one id stands for two texts.
 */
export function readStoredDocuments(folder: string): StoredDocuments {
  if (!existsSync(folder)) return indexDocuments([]);
  const documents = globSync('*/manifest.json', { cwd: folder })
    .toSorted()
    .flatMap((path) => readManifestFile(join(folder, path), path.split(/[\\/]/)[0] ?? ''));
  return indexDocuments(documents);
}

function readManifestFile(path: string, client: string): StoredDocument[] {
  const manifest = readManifest(parseJson(path));
  if (!manifest.ok) throw new Error(`${path} is no manifest of stored documents. ${manifest.message}`);
  return manifest.value.entries.map(({ id, name, text }) => ({ id, name: name ?? undefined, text, client }));
}

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
    const id = bareIdOf(document.id);
    const other = byId.get(id);
    if (other && other.text !== document.text) throw new Error(`The id ${id} stands for two stored documents.`);
    byId.set(id, other ?? document);
  }
  // After all ids of manifests, which are promises; a computed hash never takes the place of one.
  for (const document of all) {
    for (const hash of hashesOf(document.text)) if (!byId.has(hash)) byId.set(hash, document);
  }
  return { all, find: (id) => byId.get(bareIdOf(id)) };
}
