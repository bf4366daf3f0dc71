import { done, type Result, refused } from '@ecosystem/kit/result';
import { z } from 'zod';

/** One operation as a manifest has it. The name is null where the format has none. */
export interface ManifestEntry {
  readonly id: string;
  readonly name: string | null;
  readonly text: string;
}

/** Relay's `persistConfig.file` and codegen's `persisted-documents.json` are both a record. */
export type ManifestFormat = 'apollo-persisted-query-manifest' | 'record';

/** What a client's tools wrote about the operations of the client. */
export interface Manifest {
  readonly format: ManifestFormat;
  readonly entries: readonly ManifestEntry[];
}

const apolloFormat = 'apollo-persisted-query-manifest';
const text = z.string().min(1);
const apolloManifest = z.object({
  format: z.literal(apolloFormat),
  version: z.literal(1),
  operations: z.array(z.object({ id: text, name: z.string(), body: text })),
});
const record = z.record(text, text);

/** Reads Apollo's persisted query manifest, Relay's record and codegen's record; the refusal names the first entry that is wrong. */
export function readManifest(json: unknown): Result<Manifest, 'MANIFEST_INVALID'> {
  const isApollo =
    typeof json === 'object' && json !== null && ('operations' in json || ('format' in json && 'version' in json));
  if (isApollo) {
    const parsed = apolloManifest.safeParse(json);
    if (!parsed.success) return refuse(parsed.error);
    const entries = parsed.data.operations.map(({ id, name, body }) => ({ id, name, text: body }));
    return done({ format: apolloFormat, entries });
  }
  const parsed = record.safeParse(json);
  if (!parsed.success) return refuse(parsed.error);
  return done({
    format: 'record',
    entries: Object.entries(parsed.data).map(([id, body]) => ({ id, name: null, text: body })),
  });
}

/** Ids come from outside: only their beginning is repeated. */
const shownCharacters = 100;

function refuse({ issues }: z.ZodError) {
  const [issue] = issues;
  const path = issue?.path.map(String) ?? [];
  const place = path.length === 0 ? 'the manifest' : `the entry ${path.join('.').slice(0, shownCharacters)}`;
  return refused('MANIFEST_INVALID', path, `This is no manifest of operations: in ${place}, ${issue?.message ?? ''}.`);
}
