import { buildSchema } from 'graphql';
import { type AcceptedChange, acceptedChangesPath, findBreakingChanges, readCommittedApi } from './changes.ts';
import { composeSubgraphs, readSubgraphs } from './compose.ts';
import { buildContract } from './contract.ts';
import { lintSdl } from './lint.ts';
import { checkDocuments, checkPartnerDocuments, isPartnerDocument, readStoredDocuments } from './operations.ts';
import { runMain } from './run-main.ts';
import { readRepositoryFile } from './sdl.ts';

const apiPath = 'schema/api.graphql';

/** What is wrong with the contract, one sentence each, and what could not be compared. */
export type CheckReport = { problems: readonly string[]; notes: readonly string[] };

/**
 * Checks the contract as it stands in the files: manners, stored documents, breaking changes.
 * @throws CompositionFailed, ContractBroken, or GraphQLError when the SDL is not well formed.
 */
export async function checkContract(): Promise<CheckReport> {
  const subgraphs = readSubgraphs();
  const composition = composeSubgraphs(subgraphs);
  const partnerSchema = buildSchema(buildContract(composition, 'partner'));
  const documents = readStoredDocuments();

  // The shared part stands in every subgraph; a problem in it is told once.
  const manners = subgraphs
    .flatMap(({ typeDefs }) => lintSdl(typeDefs))
    .map(({ place, coordinate, message }) => `${place}: ${coordinate} ${message}`);
  const invalid = [
    ...checkDocuments(
      buildSchema(composition.apiSdl),
      documents.filter((document) => !isPartnerDocument(document)),
    ),
    ...checkPartnerDocuments(partnerSchema, documents.filter(isPartnerDocument)),
  ].map(({ place, message }) => `${place}: ${message}`);
  const changes = await checkChanges();

  return { problems: [...new Set(manners), ...invalid, ...changes.problems], notes: changes.notes };
}

async function checkChanges(): Promise<CheckReport> {
  const current = readRepositoryFile(apiPath);
  const committed = readCommittedApi(apiPath, current);
  if (committed.sdl === null)
    return { problems: [], notes: [`No breaking changes were looked for: ${committed.reason}.`] };

  const accepted: readonly AcceptedChange[] = JSON.parse(readRepositoryFile(acceptedChangesPath));
  const changes = await findBreakingChanges(committed.sdl, current, accepted);
  return {
    problems: changes.map(
      ({ path, change, message }) =>
        `${apiPath}: ${message} (path ${path}, change ${change}). If it is meant, accept it with a reason in ${acceptedChangesPath}.`,
    ),
    notes: [`Breaking changes were looked for since ${committed.commit}.`],
  };
}

async function main() {
  const { problems, notes } = await checkContract();
  const verdict = problems.length === 0 ? 'The contract holds.' : `Problems in the contract: ${problems.length}.`;
  for (const line of [...problems, ...notes, verdict]) process.stdout.write(`${line}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

// `node schema/check.ts` prints every problem and fails when there is one.
if (import.meta.main) await runMain(main);
