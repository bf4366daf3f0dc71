import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import type { ValueNode } from 'graphql';
import type { ConsentBinding } from '../authenticate.ts';
import type { Engine } from '../execute/engine.ts';
import type { ViewArguments } from '../partners/operation-facts.ts';
import { readyOperation } from '../partners/ready-operations.ts';
import { contractOf } from '../registry/partner-contract.ts';
import type { PartnerOperation } from '../registry/partner-operation.ts';
import { describeVariables } from './input-schema.ts';

/** A registered operation as a tool of one token. */
export interface DescribedTool {
  readonly tool: Tool & { readonly inputSchema: { readonly properties: Record<string, object> } };
  /** The variables that the token answers by itself. */
  readonly filled: Readonly<Record<string, string>>;
}

/**
 * Describes an operation by its document and by the partner contract.
 * @throws GraphQLError GRAPHQL_VALIDATION_FAILED if it does not fit the contract any more.
 */
export function describeTool(
  engine: Engine,
  name: string,
  operation: PartnerOperation,
  boundTo: ConsentBinding | null,
): DescribedTool {
  const ready = readyOperation(engine, operation);
  const filled = boundTo && ready.view ? fillView(ready.view, boundTo) : {};
  const schema = contractOf(engine.loaded)?.schema ?? engine.loaded.schema;
  const isQuery = operation.kind === 'query';
  return {
    tool: {
      name,
      title: writeTitle(operation.name),
      description: writeDescription(name, operation, boundTo !== null),
      inputSchema: describeVariables(schema, ready.operation, new Set(Object.keys(filled))),
      annotations: { readOnlyHint: isQuery, destructiveHint: false, idempotentHint: isQuery, openWorldHint: false },
    },
    filled,
  };
}

/** The variables that name the customer and the consent. */
function fillView(view: ViewArguments, { subjectId, consentId }: ConsentBinding): Record<string, string> {
  return { ...fill(view.subjectId, subjectId), ...fill(view.consentId, consentId) };
}

const fill = (node: ValueNode | null, value: string): Record<string, string> =>
  node?.kind === 'Variable' ? { [node.name.value]: value } : {};

/** `CustomerOrders` becomes `Customer orders`. */
function writeTitle(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .trim();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1).toLowerCase()}`;
}

function writeDescription(tool: string, operation: PartnerOperation, isBound: boolean): string {
  const { name, description, consentScopes, needsSubject, release } = operation;
  const whom = isBound ? 'the customer who gave this token' : 'one customer';
  const what = consentScopes.length > 0 ? `a consent to ${consentScopes.join(', ')}` : 'a consent';
  const sentences = [
    description ?? `The registered operation ${name}.`,
    ...(needsSubject ? [`Reads ${whom}, under ${what}; the customer sees each read in the access log.`] : []),
    ...(tool === name ? [] : [`An older version of ${name}, of release ${release}.`]),
  ];
  return sentences.join(' ');
}
