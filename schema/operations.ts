import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
import { basename, dirname, posix, sep } from 'node:path';
import { GraphQLError, type GraphQLSchema, getOperationAST, parse, Source, validate } from 'graphql';
import { readRepositoryFile, repositoryRoot } from './sdl.ts';

const operationsFolder = 'schema/operations';

/** One stored document: its path from the root of the repository and its exact text. */
export type StoredDocument = { path: string; body: string };

/** Why a stored document cannot be served; `place` is `file:line`. */
export type OperationProblem = { place: string; message: string };

/** All stored documents, ordered by path. */
export const readStoredDocuments = (): StoredDocument[] =>
  globSync(`${operationsFolder}/**/*.graphql`, { cwd: repositoryRoot })
    .map((path) => path.split(sep).join(posix.sep))
    .toSorted()
    .map((path) => ({ path, body: readRepositoryFile(path) }));

/** Whether a document belongs to a partner and must therefore keep to the partner contract. */
export const isPartnerDocument = ({ path }: StoredDocument) => path.startsWith(`${operationsFolder}/partner/`);

/** What is wrong with stored documents against a schema: syntax, names, validity. Empty when all can be served. */
export const checkDocuments = (schema: GraphQLSchema, documents: readonly StoredDocument[]): OperationProblem[] =>
  documents.flatMap((document) => checkDocument(schema, document));

/** As checkDocuments, for documents of partners: each problem names the partner and the operation that would break. */
export const checkPartnerDocuments = (
  schema: GraphQLSchema,
  documents: readonly StoredDocument[],
): OperationProblem[] =>
  documents.flatMap((document) =>
    checkDocument(schema, document).map(({ place, message }) => ({
      place,
      message: `The operation ${nameOf(document)} of the partner ${basename(dirname(document.path))} breaks: ${message}`,
    })),
  );

/** The name of its operation; that of its file where the text cannot be read. */
function nameOf({ path, body }: StoredDocument): string {
  const [, name] = /\b(?:query|mutation)\s+(\w+)/.exec(body) ?? [];
  return name ?? basename(path, '.graphql');
}

function checkDocument(schema: GraphQLSchema, { path, body }: StoredDocument): OperationProblem[] {
  try {
    const document = parse(new Source(body, path));
    const fileName = basename(path, '.graphql');
    // Null also when there are several operations: a document id must say which one runs.
    const name = getOperationAST(document)?.name?.value;
    const isNamedAsFile = name !== undefined && toKebabCase(name) === fileName;
    return [
      ...(isNamedAsFile
        ? []
        : [{ place: `${path}:1`, message: `The file must hold one operation, named as the file.` }]),
      ...validate(schema, document).map((error) => describeError(error, path)),
    ];
  } catch (error) {
    if (error instanceof GraphQLError) return [describeError(error, path)];
    throw error;
  }
}

const describeError = ({ locations, message }: GraphQLError, path: string) => ({
  place: `${path}:${locations?.[0]?.line ?? 1}`,
  message,
});

/**
 * The manifests of all clients as [path, text] pairs, one beside the documents of each client.
 * The format is Apollo's persisted query manifest; the id is the SHA-256 of the file's exact bytes, as `sha256sum` prints it.
 */
export function buildManifests(documents: readonly StoredDocument[]): [string, string][] {
  const byFolder = Map.groupBy(documents, ({ path }) => dirname(path));
  return [...byFolder].map(([folder, members]) => [
    `${folder}/manifest.json`,
    `${JSON.stringify(
      { format: 'apollo-persisted-query-manifest', version: 1, operations: members.map(describeDocument) },
      null,
      2,
    )}\n`,
  ]);
}

/** @throws Error when the document does not hold exactly one named operation. */
function describeDocument({ path, body }: StoredDocument) {
  const operation = getOperationAST(parse(new Source(body, path)));
  if (!operation?.name) throw new Error(`${path} must hold exactly one operation, and it must have a name.`);
  const id = createHash('sha256').update(body).digest('hex');
  return { id, name: operation.name.value, type: operation.operation, body };
}

const toKebabCase = (name: string) => name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
