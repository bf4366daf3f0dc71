import {
  type DocumentNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { bareIdOf, hashesOf, hashText } from '../documents/document-ids.ts';
import type { ManifestEntry } from '../documents/manifest.ts';
import { type PreparedOperation, prepareOperation } from '../operation/prepare.ts';
import { describeOperation, listViews, type ViewArguments } from '../partners/operation-facts.ts';
import { consentsIn, type FieldNeed, isObtainable, listNeeds, oauthScopesOf } from './operation-needs.ts';
import type { PartnerContract } from './partner-contract.ts';
import type { Outcome, PartnerOperation, Problem, RegistryCode } from './partner-operation.ts';

/** What is known of an operation before it is stored. */
export type CheckedOperation = Omit<PartnerOperation, 'partnerId' | 'release' | 'publishedAt'> & {
  readonly sha256: string;
};

/** What a partner may have. */
export interface PartnerTerms {
  readonly allowedScopes: readonly string[];
  /** The most cost units that one operation may be estimated at. */
  readonly costCeiling: number;
}

/** How operations are measured. */
export interface Measures {
  /** Throws a GraphQLError for a text that is too large to be looked at. */
  readonly checkText: (text: string) => void;
  /** The cost units of an operation whose variables have the values that they have by default, or the largest. */
  readonly estimateOf: (document: DocumentNode, operation: OperationDefinitionNode) => number;
}

const hashPattern = /^[0-9a-f]{64}$/i;
/** The access log holds no longer name, and a reading that it cannot hold is not granted. */
const nameCharactersMax = 200;
/** Further errors of one document are mostly about the same mistake. */
const validationErrorsMax = 5;

type Report = (code: RegistryCode, message: string, details?: Problem['details']) => void;

/** Looks at one operation of a partner: what it needs, or everything for which the partner may not have it. */
export function checkOperation(
  { id, text }: ManifestEntry,
  terms: PartnerTerms,
  contract: PartnerContract,
  measures: Measures,
): Outcome<CheckedOperation> {
  const documentId = bareIdOf(id);
  const problems: Problem[] = [];
  const report: Report = (code, message, details) => {
    problems.push({ code, message, documentId, ...(details && { details }) });
  };
  if (hashPattern.test(documentId) && !hashesOf(text).includes(documentId)) {
    const sha256 = hashText(text);
    report('DOCUMENT_ID_MISMATCH', `The id is a SHA-256, but not that of the text, which is ${sha256}.`, { sha256 });
  }
  const read = readOperation(text, measures.checkText, report);
  const facts = read && readFacts(read, terms, contract, measures, report);
  if (!facts || problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { documentId, text, sha256: hashText(text), ...facts } };
}

/** A document as it was written, and its only operation. */
interface ReadOperation {
  readonly document: DocumentNode;
  readonly prepared: PreparedOperation;
}

/** The only operation of the text, as far as it can be one of a partner. */
function readOperation(text: string, checkText: (text: string) => void, report: Report): ReadOperation | null {
  const document = readDocument(text, checkText, report);
  if (!document) return null;
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [operation] = operations;
  if (!operation?.name || operations.length > 1) {
    report('OPERATION_NOT_SINGLE', 'The document must hold exactly one operation, and it must have a name.');
    return null;
  }
  if (operation.name.value.length > nameCharactersMax) {
    report('OPERATION_TOO_LARGE', `The name of an operation has at most ${nameCharactersMax} characters.`, {
      limit: nameCharactersMax,
    });
    return null;
  }
  if (operation.operation === OperationTypeNode.SUBSCRIPTION) {
    report('SUBSCRIPTION_NOT_ALLOWED', 'Partners can publish queries and mutations, no subscriptions.');
    return null;
  }
  return { document, prepared: prepareOperation(document, operation) };
}

function readDocument(text: string, checkText: (text: string) => void, report: Report): DocumentNode | null {
  try {
    checkText(text);
    return parse(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    // The guard of the limits also finds fragments that hold themselves, which is no matter of size.
    const { code, limit } = error.extensions;
    if (code === 'OPERATION_TOO_LARGE') report(code, error.message, { limit });
    else if (code === undefined) report('GRAPHQL_PARSE_FAILED', describeError(error));
    else report('GRAPHQL_VALIDATION_FAILED', describeError(error));
    return null;
  }
}

function describeError({ message, locations }: GraphQLError): string {
  const [place] = locations ?? [];
  return place ? `${message} (line ${place.line}, column ${place.column})` : message;
}

function readFacts(
  { document, prepared }: ReadOperation,
  terms: PartnerTerms,
  contract: PartnerContract,
  measures: Measures,
  report: Report,
): Omit<CheckedOperation, 'documentId' | 'text' | 'sha256'> | null {
  const { operation } = prepared;
  if (prepared.isIntrospecting) {
    report('INTROSPECTION_NOT_ALLOWED', 'Partners cannot ask for the schema by __schema or __type.');
  }
  const errors = validate(contract.schema, document, undefined, { maxErrors: validationErrorsMax });
  for (const error of errors) report('GRAPHQL_VALIDATION_FAILED', describeError(error));
  if (errors.length > 0) return null;

  const views = listViews(prepared, contract.schema);
  checkViews(views, report);
  const needs = listNeeds(document, contract);
  const consentScopes = [...new Set(needs.flatMap(({ requirement }) => consentsIn(requirement)))].sort();
  checkScopes(needs, terms, report);
  const estimatedCost = Math.ceil(measures.estimateOf(document, operation));
  if (estimatedCost > terms.costCeiling) {
    const message = `The operation is estimated at ${estimatedCost} cost units; the partner may ask for at most ${terms.costCeiling}.`;
    report('COST_LIMIT', message, { estimated: estimatedCost, maximum: terms.costCeiling });
  }
  return {
    name: operation.name?.value ?? '',
    kind: operation.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query',
    description: describeOperation(prepared),
    consentScopes,
    oauthScopes: oauthScopesOf(needs),
    estimatedCost,
    needsSubject: views.length > 0,
  };
}

/** Views of one response key are one view, where fragments bring it several times; validation has compared their arguments. */
function checkViews(views: readonly ViewArguments[], report: Report): void {
  const keys = [...new Set(views.map(({ responseKey }) => responseKey))];
  if (keys.length <= 1) return;
  report('MULTIPLE_CUSTOMERS', `An operation reads one customer once; this one reads as ${keys.join(', ')}.`, { keys });
}

function checkScopes(needs: readonly FieldNeed[], { allowedScopes }: PartnerTerms, report: Report): void {
  for (const { coordinate, requirement } of needs) {
    const scopes = consentsIn(requirement).filter((scope) => !allowedScopes.includes(scope));
    if (scopes.length > 0) {
      const message = `${coordinate} needs the consent scope ${scopes.join(' and ')}, which the partner may not ask for.`;
      report('SCOPE_NOT_ALLOWED', message, { coordinate, scopes });
    }
    if (!isObtainable(requirement)) {
      const asked = requirement.kind === 'authenticated' ? [] : requirement.anyOf;
      const words = asked.map((all) => all.join(' and ')).join(', or ');
      const message = `${coordinate} needs ${words}, which no access token of a partner carries.`;
      report('SCOPE_NOT_OBTAINABLE', message, { coordinate, scopes: asked });
    }
  }
}
