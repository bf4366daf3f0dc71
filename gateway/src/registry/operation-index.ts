import { bareIdOf, bareTextOf, hashesOf } from '../documents/document-ids.ts';
import type { PartnerOperation } from './partner-operation.ts';

/** The published operations of all partners in memory, each partner's apart from those of others. */
export interface OperationIndex {
  /** By the id of the manifest or the SHA-256 of the text, each with and without `sha256:`. */
  find(partnerId: string, id: string): PartnerOperation | null;
  /** By exactly the text; line breaks at the end do not count. */
  findText(partnerId: string, text: string): PartnerOperation | null;
  /** In the order of their names, then of their ids. */
  listOf(partnerId: string): readonly PartnerOperation[];
  /** Takes what a partner has now in place of what it had. */
  replace(partnerId: string, operations: readonly PartnerOperation[]): void;
  /** Takes what all partners have now in place of what was there. */
  replaceAll(operations: readonly PartnerOperation[]): void;
}

interface PartnerIndex {
  readonly all: readonly PartnerOperation[];
  readonly byId: ReadonlyMap<string, PartnerOperation>;
  readonly byText: ReadonlyMap<string, PartnerOperation>;
}

/** Begins empty. */
export function createOperationIndex(): OperationIndex {
  let partners = new Map<string, PartnerIndex>();
  return {
    find: (partnerId, id) => partners.get(partnerId)?.byId.get(bareIdOf(id)) ?? null,
    findText: (partnerId, text) => partners.get(partnerId)?.byText.get(bareTextOf(text)) ?? null,
    listOf: (partnerId) => partners.get(partnerId)?.all ?? [],
    replace(partnerId, operations) {
      partners.set(partnerId, indexOperations(operations));
    },
    replaceAll(operations) {
      const byPartner = Map.groupBy(operations, ({ partnerId }) => partnerId);
      partners = new Map([...byPartner].map(([partnerId, own]) => [partnerId, indexOperations(own)]));
    },
  };
}

function indexOperations(operations: readonly PartnerOperation[]): PartnerIndex {
  const all = operations.toSorted(
    (one, other) => compare(one.name, other.name) || compare(one.documentId, other.documentId),
  );
  const byId = new Map(all.map((operation) => [operation.documentId, operation]));
  const byText = new Map<string, PartnerOperation>();
  for (const operation of all) {
    byText.set(bareTextOf(operation.text), operation);
    // Ids of manifests are promises; a computed hash never takes the place of one.
    for (const hash of hashesOf(operation.text)) if (!byId.has(hash)) byId.set(hash, operation);
  }
  return { all, byId, byText };
}

const compare = (one: string, other: string) => (one < other ? -1 : Number(one > other));
