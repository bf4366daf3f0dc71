import { createHash } from 'node:crypto';

/** V8 hashes longer strings by their length alone: in a Map all of one length would stand in one bucket. */
const charactersMax = 16_000;

/** A key for caches that are indexed by texts of clients: the text, or its SHA-256 where it is long. */
export function textKey(text: string): string {
  return text.length <= charactersMax ? text : createHash('sha256').update(text).digest('base64');
}
