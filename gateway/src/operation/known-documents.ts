import { textKey } from '@ecosystem/kit/text-key';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Text of documents that are kept parsed, in characters; parsed they take some fifty times as much memory. */
const charactersMax = 1_500_000;

/** Documents that are valid against one schema, by their text. */
export interface KnownDocuments {
  find(text: string): DocumentNode | undefined;
  /** Remembers a document that was validated. */
  add(text: string, document: DocumentNode): void;
  /** The texts that were asked for most often of those that are still known, at most so many. */
  mostUsed(count: number): string[];
  /** Forgets all, when nothing will be asked of this schema any more. */
  clear(): void;
}

interface Entry {
  readonly text: string;
  readonly document: DocumentNode;
  uses: number;
}

/** A new supergraph gets a new memory. */
export function createKnownDocuments(): KnownDocuments {
  const entries = new LRUCache<string, Entry>({
    maxSize: charactersMax,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  return {
    find(text) {
      const entry = entries.get(textKey(text));
      if (!entry) return undefined;
      entry.uses += 1;
      return entry.document;
    },
    add(text, document) {
      const key = textKey(text);
      if (!entries.has(key)) entries.set(key, { text, document, uses: 1 });
    },
    clear: () => entries.clear(),
    mostUsed: (count) =>
      [...entries.values()]
        .sort((one, other) => other.uses - one.uses)
        .slice(0, count)
        .map(({ text }) => text),
  };
}
