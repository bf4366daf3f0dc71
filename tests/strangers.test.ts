import { personas } from '@ecosystem/kit/personas';
import { castId } from '@ecosystem/kit/world';
import {
  type DirectiveNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { afterAll, expect, test } from 'vitest';
import { startWorld, subgraphNames } from './world.ts';

// A customer never sees a row of another, by whatever id and in whatever subgraph; which types and fields there are, the schemas say.

const world = await startWorld();
afterAll(() => world[Symbol.asyncDispose]());

const victim = castId('cus', 6);
const stranger = castId('cus', 50);
/** Everything with an id that the profile shows. */
const everyId = /* GraphQL */ `
  {
    me {
      id
      finance {
        wallet { id }
        payments(first: 100) { nodes { id payable { ... on Quote { id } } } }
        policies { id }
        claims(first: 100) { nodes { id } }
        loans { id }
        openOffers { id }
        agent { id }
        wealth { holdings { id } }
      }
      health { membership { id } patients { id appointments { nodes { id } } } }
      auto { vehicles { id } rides { nodes { id } } fines { nodes { id } } }
      commerce { cart { id } orders { nodes { id payment { id } } } groupBuys { nodes { id } } }
      social { consents { nodes { id } } }
    }
  }
`;
/** Things that everybody may look up, and customers, whose doors are tried elsewhere. */
const publicPrefixes = new Set(['cus', 'par', 'app', 'pra', 'mer', 'agt', 'gbt', 'cmb', 'hld']);
const { data: everything } = await world.ask(everyId, { token: await world.token('customer', victim) });
const ids = [...new Set(findIds(everything))].filter((id) => !publicPrefixes.has(id.slice(0, 3)));

type EntityType = GraphQLObjectType | GraphQLInterfaceType;
type Field = GraphQLField<unknown, unknown>;

const hasDirective = (node: { readonly directives?: readonly DirectiveNode[] } | null | undefined, name: string) =>
  node?.directives?.some((directive) => directive.name.value === name) ?? false;

/** The types of a subgraph that a gateway may ask for by their ids. */
function entitiesOf(name: (typeof subgraphNames)[number]): EntityType[] {
  const types = Object.values(world.subgraphs[name].subgraph.schema.getTypeMap());
  return types
    .filter((type): type is EntityType => isObjectType(type) || isInterfaceType(type))
    .filter(({ astNode }) =>
      astNode?.directives?.some(
        (directive) =>
          directive.name.value === 'key' &&
          directive.arguments?.every((argument) => argument.name.value !== 'resolvable'),
      ),
    );
}

/** What a type answers by itself: neither its key nor what the gateway brings from elsewhere. */
const ownFieldsOf = (type: EntityType): Field[] =>
  Object.values(type.getFields()).filter(({ name, astNode }) => name !== 'id' && !hasDirective(astNode, 'external'));

/** Everything that a subgraph adds to an entity of another one is nullable (domain section 5). */
const isExtended = (type: EntityType): boolean => ownFieldsOf(type).every((field) => !isNonNullType(field.type));

/** The victim's rows of a type: the description of `id` says how such ids begin. */
function rowsOf(type: EntityType): { __typename: string; id: string }[] {
  const [, prefixes = ''] = /prefix ([a-z/]+)/.exec(type.getFields()['id']?.description ?? '') ?? [];
  return ids.filter((id) => prefixes.split('/').includes(id.slice(0, 3))).map((id) => ({ __typename: type.name, id }));
}

const known = subgraphNames.flatMap((name) =>
  entitiesOf(name).flatMap((type) => {
    const rows = rowsOf(type);
    return rows.length > 0 ? [{ name, type, rows }] : [];
  }),
);
const owned = known.filter(({ type }) => !isExtended(type));
const extended = known.filter(({ type }) => isExtended(type));

const titled = (entities: typeof known) =>
  entities.map((entity) => [`${entity.type.name} in ${entity.name}`, entity] as const);

async function read({ name, type, rows }: (typeof known)[number], subject: string): Promise<unknown[]> {
  const fields = isExtended(type) ? ownFieldsOf(type).map(selectionOf).join(' ') : '__typename';
  const result = await world.subgraphs[name].subgraph.execute({
    query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${type.name} { ${fields} } } }`,
    variables: { r: rows },
    caller: { subject, scopes: new Set(personas['customer']?.scopes) },
    requestId: 'test',
  });
  return result.data?.['_entities'] as unknown[];
}

/** A field with as much below it as shows that there is something. */
function selectionOf({ name, type, args }: Field): string {
  if (args.some(isRequiredArgument)) throw new Error(`Nobody can ask for ${name} without saying more.`);
  return isLeafType(getNamedType(type)) ? name : `${name} { __typename }`;
}

test('the victim has something of nearly every kind', () => {
  const names = (entities: typeof known) => [...new Set(entities.map(({ type }) => type.name))].sort();

  // biome-ignore format: a list of words
  expect(names(owned)).toEqual([
    'Appointment', 'AutoPolicy', 'Cart', 'Consent', 'Offer', 'Order', 'Patient', 'Payment', 'Policy', 'Quote',
    'ReturnFreightPolicy', 'Ride', 'TrafficFine', 'Vehicle', 'Wallet',
  ]);
  expect(names(extended)).toEqual(['Appointment', 'Order', 'Patient', 'Ride', 'TrafficFine', 'Vehicle']);
});

test.each(titled(owned))('%s answers null to a stranger, as if there were none', async (_, entity) => {
  expect(await read(entity, stranger)).toEqual(entity.rows.map(() => null));
  expect(await read(entity, victim)).not.toContain(null);
});

// The id came from who asks, so that a subgraph which only extends the thing may repeat it, and says nothing else.
const isNothing = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length === 0);

/** The fields of an extended entity of which somebody sees something, such as "Ride.payment". */
async function shownTo(subject: string, entity: (typeof known)[number]): Promise<string[]> {
  const rows = (await read(entity, subject)) as (Record<string, unknown> | null)[];
  const names = rows.flatMap((row) =>
    Object.entries(row ?? {}).flatMap(([name, value]) => (isNothing(value) ? [] : [name])),
  );
  return [...new Set(names)].map((name) => `${entity.type.name}.${name}`);
}

// The id came from who asks: a subgraph that only extends the thing may repeat it, and says nothing else. What it computes from facts of
// the owner comes to nothing as well, because the owner shows them to nobody else.
test.each(titled(extended))('%s tells a stranger nothing but the id', async (_, entity) => {
  expect(await shownTo(stranger, entity)).toEqual([]);
});

test('what strangers do not see is shown to whose it is', async () => {
  const shown = await Promise.all(extended.map((entity) => shownTo(victim, entity)));
  expect(shown.flat().sort()).toEqual([
    'Appointment.payment',
    'Order.returnFreightPolicy',
    'Ride.payment',
    'TrafficFine.payment',
    'Vehicle.policies',
  ]);
});

function findIds(value: unknown): string[] {
  if (typeof value === 'string' && /^[a-z]{3}_[0-9a-z]{26}$/.test(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(findIds) : [];
}
