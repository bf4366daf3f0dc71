import { type DocumentNode, getNamedType, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { consentPrefix, consentScopeOf, type Requirement } from '../authorise/requirements.ts';
import type { PartnerContract } from './partner-contract.ts';

/** The scopes that a partner's access token can carry. */
export const partnerScopes: ReadonlySet<string> = new Set(['partner:read', 'partner:manage']);

/** What one field asks of who selects it. */
export interface FieldNeed {
  /** The schema coordinate, for example `PartnerCustomerView.orders`. */
  readonly coordinate: string;
  readonly requirement: Requirement;
}

/** What the fields of a valid document require, each field once; unlike what an access log lists, without an end. */
export function listNeeds(document: DocumentNode, { schema, requirements }: PartnerContract): FieldNeed[] {
  const found = new Map<string, readonly Requirement[]>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType();
        const type = types.getType();
        const coordinate = `${parent?.name}.${name.value}`;
        if (!parent || !type || found.has(coordinate)) return;
        const { name: typeName } = getNamedType(type);
        found.set(coordinate, [
          ...requirements.ofType(parent.name),
          ...requirements.ofField(parent.name, name.value),
          ...requirements.ofType(typeName),
        ]);
      },
    }),
  );
  return [...found].flatMap(([coordinate, needed]) => needed.map((requirement) => ({ coordinate, requirement })));
}

/** The consent scopes that a requirement names. */
export function consentsIn(requirement: Requirement): string[] {
  if (requirement.kind !== 'policy') return [];
  return requirement.anyOf.flat().flatMap((policy) => consentScopeOf(policy) ?? []);
}

/** Whether a partner can fulfil a requirement at all: by scopes that its token can carry, or by a customer's consent. */
export function isObtainable(requirement: Requirement): boolean {
  if (requirement.kind === 'authenticated') return true;
  if (requirement.kind === 'scopes') return obtainableOf(requirement.anyOf).length > 0;
  return requirement.anyOf.some((all) => all.every((policy) => policy.startsWith(consentPrefix)));
}

const obtainableOf = (anyOf: readonly (readonly string[])[]) =>
  anyOf.filter((all) => all.every((scope) => partnerScopes.has(scope)));

/** The scopes with which a partner's token sees all of an operation: one of the lists, of that list every scope. */
export function oauthScopesOf(needs: readonly FieldNeed[]): string[][] {
  let lists: string[][] = [[]];
  for (const { requirement } of needs) {
    if (requirement.kind !== 'scopes') continue;
    const options = obtainableOf(requirement.anyOf);
    lists = keepShortest(lists.flatMap((list) => options.map((all) => [...new Set([...list, ...all])].sort())));
  }
  return lists;
}

/** Without lists that ask for more than another one does. */
function keepShortest(lists: readonly string[][]): string[][] {
  const distinct = [...new Map(lists.map((list) => [list.join(' '), list])).values()];
  const isWithin = (one: readonly string[], other: readonly string[]) => one.every((scope) => other.includes(scope));
  return distinct.filter((list) => !distinct.some((other) => other !== list && isWithin(other, list)));
}
