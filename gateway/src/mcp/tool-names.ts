import { createHash } from 'node:crypto';
import type { PartnerOperation } from '../registry/partner-operation.ts';

/** The longest name of a tool, in characters (Model Context Protocol, SEP-986). */
const nameMax = 128;
/** How much of a document's id tells versions apart, in characters. */
const suffixLength = 8;

const known = new WeakMap<readonly PartnerOperation[], ReadonlyMap<string, PartnerOperation>>();

/**
 * The operations of a partner by the names of their tools. The newest operation of a name is the tool of that name; an older
 * version has the beginning of its document id after it. The names do not depend on who asks.
 */
export function nameTools(operations: readonly PartnerOperation[]): ReadonlyMap<string, PartnerOperation> {
  const found = known.get(operations);
  if (found) return found;
  const named = new Map<string, PartnerOperation>();
  for (const operation of operations.toSorted(compareAge)) {
    named.set(
      chooseName(operation, (name) => !named.has(name)),
      operation,
    );
  }
  const sorted = new Map([...named].sort(([one], [other]) => (one < other ? -1 : 1)));
  known.set(operations, sorted);
  return sorted;
}

/** Newest first. */
function compareAge(one: PartnerOperation, other: PartnerOperation): number {
  return (
    other.release - one.release ||
    other.publishedAt.getTime() - one.publishedAt.getTime() ||
    (one.documentId < other.documentId ? -1 : 1)
  );
}

function chooseName({ name, documentId }: PartnerOperation, isFree: (name: string) => boolean): string {
  // A tool's name has letters, digits, and _ - . alone; that of an operation has fewer, an id may have any.
  const id = documentId.replaceAll(/[^\w.-]/g, '_');
  const hash = createHash('sha256').update(documentId).digest('hex');
  const candidates = [name.slice(0, nameMax), ...[id.slice(0, suffixLength), hash].map((suffix) => join(name, suffix))];
  return candidates.find(isFree) ?? hash;
}

const join = (name: string, suffix: string): string => `${name.slice(0, nameMax - suffix.length - 1)}-${suffix}`;
