import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { checkPartnerDocuments, isPartnerDocument, readStoredDocuments } from './operations.ts';
import { readRepositoryFile } from './sdl.ts';

const contract = readRepositoryFile('schema/partner.graphql');
const documents = readStoredDocuments().filter(isPartnerDocument);

test('every operation of a partner fits the contract', () => {
  expect(documents.length).toBeGreaterThan(10);
  expect(checkPartnerDocuments(buildSchema(contract), documents)).toEqual([]);
});

test('a field that goes names the partners and operations that it would break', () => {
  const broken = buildSchema(contract.replace('  displayName: ', '  shownName: '));
  const problems = checkPartnerDocuments(broken, documents);
  const named = problems.map(({ message }) =>
    /^The operation (\w+) of the partner (\w+) breaks: (.*)$/.exec(message)?.slice(1),
  );

  expect(named.map((parts) => parts?.slice(0, 2).join(' of '))).toEqual(
    expect.arrayContaining(['RiderProfile of rides', 'StudentProfile of school', 'PartnerUnderConsent of bank']),
  );
  expect(named[0]?.[2]).toContain('Cannot query field "displayName" on type "PartnerCustomerView".');
  expect(problems[0]?.place).toMatch(/^schema\/operations\/partner\/bank\/[a-z-]+\.graphql:\d+$/);
});
