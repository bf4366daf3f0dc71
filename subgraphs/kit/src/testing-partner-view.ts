import { readFileSync } from 'node:fs';
import {
  type ExecutionResult,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  valueFromASTUntyped,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { anonymous, type Caller } from './caller.ts';
import type { SubgraphDefinition } from './subgraph.ts';
import type { TestSubgraph } from './testing.ts';
import { castId } from './world.ts';

const viewType = 'PartnerCustomerView';
const policyPrefix = 'consent:';

/** A field of a partner's view with the consent scope that it needs. */
export interface PolicyField {
  readonly field: string;
  readonly scope: string;
}

/** Every field of PartnerCustomerView to which the subgraph's SDL gives a policy; the SDL alone says which. */
export function readPolicyFields({ sdl }: Pick<SubgraphDefinition, 'sdl'>): PolicyField[] {
  const { definitions } = parse(readFileSync(sdl, 'utf8'));
  const view = definitions.find(
    (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === viewType,
  );
  if (view?.kind !== Kind.OBJECT_TYPE_DEFINITION) throw new Error(`There is no type ${viewType} in ${sdl}.`);
  return (view.fields ?? []).flatMap(({ name, directives = [] }) =>
    directives.flatMap((directive) => {
      if (directive.name.value !== 'policy') return [];
      const [policies] = directive.arguments ?? [];
      const scope = policies && [valueFromASTUntyped(policies.value)].flat(2).map(String)[0];
      if (!scope?.startsWith(policyPrefix)) throw new Error(`The policy of ${name.value} names no consent scope.`);
      return [{ field: name.value, scope: scope.slice(policyPrefix.length) }];
    }),
  );
}

const sharedSdl = new URL('../../../schema/shared.graphql', import.meta.url);

/** All consent scopes, as the contract lists them. */
export function readConsentScopes(): string[] {
  const { definitions } = parse(readFileSync(sharedSdl, 'utf8'));
  return definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'ConsentScope'
      ? (definition.values ?? []).map(({ name }) => name.value)
      : [],
  );
}

/** The field with everything that can be asked of it. */
export function selectWhole(schema: GraphQLSchema, field: string): string {
  const view = schema.getType(viewType);
  const type = isObjectType(view) ? view.getFields()[field]?.type : undefined;
  if (!type) throw new Error(`${viewType} has no field ${field}.`);
  return `${field}${selectFieldsOf(type)}`;
}

function selectFieldsOf(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).map((field) => field.name + selectFieldsOf(field.type));
  return ` { ${fields.join(' ')} }`;
}

/** Callers for whom there is no view, whatever they know of it. */
export const strangersToViews: readonly (readonly [name: string, caller: Caller])[] = [
  ['the customer', { subject: castId('cus', 1), scopes: new Set(['customer:read', 'partner:read']) }],
  ['a partner without partner:read', { subject: castId('par', 6), scopes: new Set(['partner:manage']) }],
  ['staff', { subject: castId('opr', 1), scopes: new Set(['partner:review', 'partner:read']) }],
  ['nobody', anonymous],
];

/** Asks an open subgraph for fields of a view by its representation, as the gateway does. */
export function readView(
  world: TestSubgraph,
  fields: string,
  { as, ...representation }: { as: Caller; consentId: string; scopes?: readonly string[]; customerRef?: string },
): Promise<ExecutionResult> {
  return world.query(
    `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on ${viewType} { ${fields} } } }`,
    { as, variables: { representations: [{ __typename: viewType, ...representation }] } },
  );
}

/**
 * Tests every field with a policy of a subgraph that adds to the view of another: it answers under its scope alone, refuses
 * without it whatever else is granted, and is nothing for callers who are no partner that reads.
 * @param customers for each field, a customer of the demo world of whom there is something to see.
 */
export function describePartnerView(
  definition: SubgraphDefinition,
  open: () => TestSubgraph,
  customers: Readonly<Record<string, number>>,
): void {
  const fields = readPolicyFields(definition);
  const scopes = readConsentScopes();
  const partner: Caller = { subject: castId('par', 5), scopes: new Set(['partner:read']) };
  const consentId = castId('cns', 77);

  describe("a partner's view", () => {
    test('has a customer to look at for each field with a policy', () => {
      expect(Object.keys(customers).sort()).toEqual(fields.map(({ field }) => field).sort());
    });

    describe.each(fields)('$field', ({ field, scope }) => {
      const customerRef = castId('cus', customers[field] ?? 1);
      const ask = (as: Caller, granted: readonly string[]) => {
        const world = open();
        return readView(world, selectWhole(world.subgraph.schema, field), {
          as,
          consentId,
          scopes: granted,
          customerRef,
        });
      };

      test(`answers under ${scope} alone`, async () => {
        const { data, errors } = await ask(partner, [scope]);

        expect(errors).toBeUndefined();
        expect(data).toEqual({ _entities: [{ [field]: expect.anything() }] });
        // An empty list would be an answer that shows nothing.
        expect(JSON.stringify(data)).not.toContain('[]');
      });

      test.each([
        ['nothing', []],
        ['everything else', scopes.filter((other) => other !== scope)],
      ])('is refused where %s is granted', async (_, granted) => {
        const { data, errors } = await ask(partner, granted);

        expect(data).toEqual({ _entities: [{ [field]: null }] });
        expect(errors).toMatchObject([
          {
            message: `The customer has not consented to ${scope}.`,
            path: ['_entities', 0, field],
            extensions: { code: 'CONSENT_REQUIRED' },
          },
        ]);
      });

      test.each(strangersToViews)('is nothing for %s', async (_, caller) => {
        expect(await ask(caller, scopes)).toEqual({ data: { _entities: [null] } });
      });
    });
  });
}
