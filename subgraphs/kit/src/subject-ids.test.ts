import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitId } from './ids.ts';
import { demoSubjectId, demoSubjectKey, deriveSubjectId, subjectKeyBytes } from './subject-ids.ts';
import { castUuid } from './world.ts';

test('a subject id is the beginning of the HMAC of the customer, as OpenSSL computes it', () => {
  const key = new Uint8Array(subjectKeyBytes).fill(7);

  // printf '01976bb6-a800-7008-8000-000000000001' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
  expect(deriveSubjectId(key, '01976bb6-a800-7008-8000-000000000001')).toBe('a1853738-ee20-91eb-5b36-d3d6d0205667');
});

test('two keys give two names of one customer, two customers have two names under one key (C5)', () => {
  const number = fc.integer({ min: 1, max: 1_000_000 });
  fc.assert(
    fc.property(number, number, number, number, (partner, customer, otherPartner, otherCustomer) => {
      const isSame = partner === otherPartner && customer === otherCustomer;
      expect(demoSubjectId(partner, customer) === demoSubjectId(otherPartner, otherCustomer)).toBe(isSame);
    }),
  );
});

test('the demo world calls its customers the same on every machine', () => {
  expect(demoSubjectId(6, 1)).toBe('sub_7ch73gqjtw551e5jje00n0rkvg');
  expect(splitId(demoSubjectId(6, 1))).toEqual({
    prefix: 'sub',
    uuid: deriveSubjectId(demoSubjectKey(6), castUuid(1)),
  });
});
