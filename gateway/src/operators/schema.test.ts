import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lintConnectionTypes, lintDescriptions, lintDoors, lintMutations } from '@ecosystem/schema/lint.ts';
import { buildSchema, isEnumType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { clientMutations } from './mutations-clients.ts';
import { partnerMutations } from './mutations-partners.ts';
import { registryMutations } from './mutations-registry.ts';
import { queries } from './queries.ts';
import { buildOperatorSchema } from './schema.ts';

const read = (path: string) => readFileSync(resolve(import.meta.dirname, path), 'utf8');
const document = parse(read('operators.graphql'));
const schema = buildOperatorSchema();

test('the schema has the manners of the house', () => {
  expect([lintDescriptions, lintConnectionTypes, lintMutations, lintDoors].flatMap((lint) => lint(document))).toEqual(
    [],
  );
});

test('each field of the roots is answered', () => {
  const mutations = { ...registryMutations, ...clientMutations, ...partnerMutations };
  expect(Object.keys(queries).sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
  expect(Object.keys(mutations).sort()).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).sort());
});

test.each(['PartnerKind', 'PartnerStatus', 'Industry', 'ConsentScope'])('%s has the values of the API', (name) => {
  const valuesOf = (of: typeof schema) => {
    const type = of.getType(name);
    return isEnumType(type) ? type.getValues().map((value) => [value.name, value.description]) : [];
  };
  expect(valuesOf(schema)).toEqual(valuesOf(buildSchema(read('../../../schema/api.graphql'))));
});

test('each reason of the registry is a code of refusals', () => {
  const source = read('../registry/partner-operation.ts');
  const [, union = ''] = /type RegistryCode =([^;]*);/.exec(source) ?? [];
  const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code);
  const type = schema.getType('OperatorErrorCode');
  expect(codes.length).toBeGreaterThan(10);
  expect(isEnumType(type) && type.getValues().map(({ name }) => name)).toEqual(expect.arrayContaining(codes));
});
