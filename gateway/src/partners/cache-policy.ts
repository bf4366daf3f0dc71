import {
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { PreparedOperation } from '../operation/prepare.ts';

/** How long answers about these things may be kept, in seconds: the table of cache hints in section 2 of the domain page. */
const maxAgesS: Readonly<Record<string, number>> = {
  City: 300,
  Marketplace: 300,
  Category: 300,
  MiniProgram: 300,
  Partner: 300,
  Practitioner: 300,
  Product: 15,
  Variant: 15,
  Merchant: 15,
};

/** Parts of those that may not be kept, although their type may. */
const uncachedFields: ReadonlySet<string> = new Set(['Product.friendsWhoBought']);

/** Values that are kept as long as what they belong to, by the end of their name or by their name. */
const valueTypes =
  /(Connection|Edge)$|^(PageInfo|Money|Stake|MiniProgramVersion|ConsentRules|ConsentScopeRule|TierPrice)$/;

/**
 * How long a client may keep the answer to an operation, in seconds; 0 if it must not: whatever is not in the table is somebody's own,
 * or may change at any moment.
 */
export function readMaxAgeS({ document, operation }: PreparedOperation, schema: GraphQLSchema): number {
  if (operation.operation !== 'query') return 0;
  let maxAgeS = Number.POSITIVE_INFINITY;
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      [Kind.FIELD]: () => {
        const type = types.getType();
        const named = type && getNamedType(type);
        const parent = types.getParentType();
        if (!named || uncachedFields.has(`${parent?.name}.${types.getFieldDef()?.name}`)) maxAgeS = 0;
        else if (isObjectType(named) || isInterfaceType(named)) {
          const own = maxAgesS[named.name] ?? (valueTypes.test(named.name) ? Number.POSITIVE_INFINITY : 0);
          maxAgeS = Math.min(maxAgeS, own);
        }
      },
    }),
  );
  return Number.isFinite(maxAgeS) ? maxAgeS : 0;
}
