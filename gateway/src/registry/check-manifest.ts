import { setImmediate as letOthersRun } from 'node:timers/promises';
import { bareIdOf, bareTextOf } from '../documents/document-ids.ts';
import { type Manifest, type ManifestEntry, readManifest } from '../documents/manifest.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';
import { type CheckedOperation, checkOperation, type Measures, type PartnerTerms } from './check-operation.ts';
import { contractOf } from './partner-contract.ts';
import { type Outcome, type Problem, refuseAll } from './partner-operation.ts';

/** A manifest whose every operation the partner may have. */
export interface CheckedManifest {
  readonly format: Manifest['format'];
  readonly operations: readonly CheckedOperation[];
}

/** More operations than an app of the size of a web shop has; each is validated while others wait. */
export const operationsMax = 500;
/** Ids are repeated in addresses, headers and messages. */
const idCharactersMax = 200;

/** Reads a manifest and checks each of its operations; the refusal names everything that is wrong, not only the first. */
export async function checkManifest(
  json: unknown,
  terms: PartnerTerms,
  loaded: LoadedSupergraph,
  measures: Measures,
): Promise<Outcome<CheckedManifest>> {
  const manifest = readManifest(json);
  if (!manifest.ok) return refuseAll(manifest.code, manifest.message);
  const { format, entries } = manifest.value;
  if (entries.length === 0) return refuseAll('MANIFEST_INVALID', 'The manifest holds no operation.');
  if (entries.length > operationsMax) {
    const message = `The manifest holds ${entries.length} operations; at most ${operationsMax} are allowed.`;
    return refuseAll('MANIFEST_INVALID', message);
  }
  const contract = contractOf(loaded);
  if (!contract) {
    return refuseAll('CONTRACT_MISSING', 'This supergraph has no part for partners, so partners can publish nothing.');
  }
  const { single, problems } = mergeEntries(entries);
  const outcomes: Outcome<CheckedOperation>[] = [];
  for (const entry of single) {
    outcomes.push(checkOperation(entry, terms, contract, measures));
    // A large operation takes a while to validate, and requests of others are not to wait for all of them.
    await letOthersRun();
  }
  const all = [...problems, ...outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.problems))];
  if (all.length > 0) return { ok: false, problems: all };
  const operations = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  return { ok: true, value: { format, operations } };
}

/** Each id once: tools repeat an operation that two of an app's parts hold. */
function mergeEntries(entries: readonly ManifestEntry[]) {
  const problems: Problem[] = [];
  const byId = new Map<string, ManifestEntry>();
  for (const entry of entries) {
    const documentId = bareIdOf(entry.id);
    const other = byId.get(documentId);
    if (documentId.length > idCharactersMax || documentId.length === 0) {
      const message = `An id has 1 to ${idCharactersMax} characters; one has ${documentId.length}.`;
      problems.push({ code: 'MANIFEST_INVALID', message, documentId: documentId.slice(0, idCharactersMax) });
    } else if (!other) {
      byId.set(documentId, entry);
    } else if (bareTextOf(other.text) !== bareTextOf(entry.text)) {
      problems.push({ code: 'DOCUMENT_ID_TAKEN', message: 'The id stands for two texts in the manifest.', documentId });
    }
  }
  return { single: [...byId.values()], problems };
}
