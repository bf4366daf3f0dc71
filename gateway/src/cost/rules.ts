import type { InputFieldDefinition, InterfaceType, ObjectType, Schema } from '@apollo/federation-internals';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';

/** How many items a list is taken to have, as @listSize says. */
export interface ListSize {
  readonly assumedSize: number | null;
  /** Arguments whose value is the size; Federation composes only those of type Int. */
  readonly slicingArguments: readonly string[];
  /** Fields of the returned object that have the size, in the place of the field itself. */
  readonly sizedFields: readonly string[];
}

/** Everything that a supergraph says about cost. A weight is null where nothing is said. */
export interface CostRules {
  weightOfType(type: string): number | null;
  weightOfField(type: string, field: string): number | null;
  weightOfArgument(type: string, field: string, argument: string): number | null;
  weightOfInputField(type: string, field: string): number | null;
  listSizeOf(type: string, field: string): ListSize | null;
}

/** The specification that supergraphs link for both directives. */
const identity = 'https://specs.apollo.dev/cost';

interface Directed {
  appliedDirectivesOf(name: string): readonly { arguments(): Readonly<Record<string, unknown>> }[];
}

interface FieldElement extends Directed {
  readonly name: string;
  arguments(): readonly (Directed & { readonly name: string })[];
}

/**
 * Collects @cost and @listSize of a supergraph, also where its @link renames them. Rules: the IBM GraphQL Cost Directives
 * specification, in the form that Apollo Federation composes. A field of an object type that says nothing has what its interfaces say.
 */
export function readCosts({ supergraph: { schema } }: Pick<LoadedSupergraph, 'supergraph'>): CostRules {
  return collectCosts(schema);
}

/** As readCosts, of the schema itself. */
export function collectCosts(schema: Schema): CostRules {
  const feature = schema.coreFeatures?.getByIdentity(identity);
  const costName = feature?.directiveNameInSchema('cost');
  const listSizeName = feature?.directiveNameInSchema('listSize');
  const types = new Map<string, number>();
  const fields = new Map<string, number>();
  const inputs = new Map<string, number>();
  const sizes = new Map<string, ListSize>();

  function noteWeight(into: Map<string, number>, key: string, element: Directed): void {
    const [directive] = costName ? element.appliedDirectivesOf(costName) : [];
    const weight = directive?.arguments()['weight'];
    // A cost below nothing would pay for the rest of the operation.
    if (typeof weight === 'number') into.set(key, Math.max(weight, 0));
  }

  function noteField(type: string, field: FieldElement): void {
    const key = `${type}.${field.name}`;
    noteWeight(fields, key, field);
    const [directive] = listSizeName ? field.appliedDirectivesOf(listSizeName) : [];
    if (directive) sizes.set(key, readListSize(directive.arguments()));
    for (const argument of field.arguments()) noteWeight(inputs, `${key}(${argument.name})`, argument);
  }

  const noteInputField = (type: string, field: InputFieldDefinition) =>
    noteWeight(inputs, `${type}.${field.name}`, field);

  function noteComposite(type: ObjectType | InterfaceType): void {
    // What stands later goes before: the interfaces first, the type itself last.
    for (const parent of type.interfaces()) for (const field of parent.fields()) noteField(type.name, field);
    for (const field of type.fields()) noteField(type.name, field);
  }

  for (const type of schema.types()) {
    noteWeight(types, type.name, type);
    if (type.kind === 'ObjectType' || type.kind === 'InterfaceType') noteComposite(type);
    if (type.kind === 'InputObjectType') for (const field of type.fields()) noteInputField(type.name, field);
  }
  return {
    weightOfType: (type) => types.get(type) ?? null,
    weightOfField: (type, field) => fields.get(`${type}.${field}`) ?? null,
    weightOfArgument: (type, field, argument) => inputs.get(`${type}.${field}(${argument})`) ?? null,
    weightOfInputField: (type, field) => inputs.get(`${type}.${field}`) ?? null,
    listSizeOf: (type, field) => sizes.get(`${type}.${field}`) ?? null,
  };
}

function readListSize({ assumedSize, slicingArguments, sizedFields }: Readonly<Record<string, unknown>>): ListSize {
  return {
    assumedSize: isSize(assumedSize) ? assumedSize : null,
    slicingArguments: readNames(slicingArguments),
    sizedFields: readNames(sizedFields),
  };
}

const readNames = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Whether a value can be the number of items of a list. */
export const isSize = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
