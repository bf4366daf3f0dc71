import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DocumentNode, Kind, parse, Source } from 'graphql';
import type { SubgraphName } from './subgraphs.ts';

/** The root of the repository, absolute. */
export const repositoryRoot = resolve(import.meta.dirname, '..');

const sharedPath = 'schema/shared.graphql';
const subgraphPath = (name: SubgraphName) => `subgraphs/${name}/schema.graphql`;

/** Reads a file by its path from the root of the repository. */
export const readRepositoryFile = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

/** The whole SDL of one subgraph as text: the shared part, one line break, its own part. */
export const readSubgraphSdl = (name: SubgraphName) =>
  `${readRepositoryFile(sharedPath)}\n${readRepositoryFile(subgraphPath(name))}`;

/**
 * The same SDL parsed.
 * The two parts keep their own file names and lines, so that an error names the place a person has to edit.
 * @throws GraphQLError when the SDL is not well formed.
 */
export const parseSubgraphSdl = (name: SubgraphName) =>
  parseSdl([
    [sharedPath, readRepositoryFile(sharedPath)],
    [subgraphPath(name), readRepositoryFile(subgraphPath(name))],
  ]);

/**
 * Parses SDL given as [file name, text] pairs into one document.
 * @throws GraphQLError when the SDL is not well formed.
 */
export const parseSdl = (parts: readonly (readonly [string, string])[]): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: parts.flatMap(([file, text]) => parse(new Source(text, file)).definitions),
});

/** Where a node stands, as `file:line`; the file alone when the line is unknown. */
export function locateNode(node: { readonly loc?: DocumentNode['loc'] } | undefined): string | undefined {
  return node?.loc && `${node.loc.source.name}:${node.loc.startToken.line}`;
}
