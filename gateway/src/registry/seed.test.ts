import { resolve } from 'node:path';
import { castIds } from '@ecosystem/kit/personas';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openRegistryDatabase, openWorker, partnerOf, type TestWorker } from '../testing/open-registry.ts';
import { seedRegistry } from './seed.ts';

const folder = resolve(import.meta.dirname, '../../../schema/operations/partner');
const aliases = ['rides', 'hospital', 'travel', 'school', 'bank', 'shop'];

const seed = ({ registry, database }: TestWorker, logs: unknown[] = []) =>
  seedRegistry({
    registry,
    database,
    folder,
    logger: pino({}, { write: (line: string) => void logs.push(JSON.parse(line)) }),
  });

test('each partner of the demo has its own allow-list, which the contract and its scopes let it have (AT-29-1)', async () => {
  await using worker = await openWorker(await openRegistryDatabase());
  const logs: unknown[] = [];
  await seed(worker, logs);
  expect(logs).toEqual([]);
  const names = Object.fromEntries(
    aliases.map((alias) => [alias, worker.registry.listOf(partnerOf(alias)).map(({ name }) => name)]),
  );
  expect(names).toEqual({
    rides: ['AskForConsent', 'OwnMiniPrograms', 'OwnPartner', 'RiderProfile'],
    hospital: ['AskForConsent', 'CustomerContact', 'OwnPartner', 'PatientPrescriptions'],
    travel: ['AskForConsent', 'CustomerContact', 'OwnMiniPrograms', 'OwnPartner'],
    school: ['AskForConsent', 'ConsentRules', 'StudentProfile'],
    bank: ['AskForConsent', 'CustomerContact', 'CustomerFinances', 'OwnPartner', 'PartnerUnderConsent'],
    shop: ['AskForConsent', 'CustomerContact', 'CustomerOrders', 'OwnMiniPrograms', 'OwnPartner'],
  });
  const operations = aliases.flatMap((alias) => worker.registry.listOf(castIds[alias] ?? ''));
  for (const { description } of operations) expect(description).toMatch(/^[A-Z].+\.$/);
});

test('workers that start together seed once, and nothing is seeded where something was published', async () => {
  const url = await openRegistryDatabase();
  await using one = await openWorker(url);
  await using other = await openWorker(url);
  await Promise.all([seed(one), seed(other)]);
  const releases = aliases.flatMap((alias) => one.registry.listOf(partnerOf(alias)).map(({ release }) => release));
  expect(new Set(releases)).toEqual(new Set([1]));

  await using third = await openWorker(await openRegistryDatabase());
  await third.registry.publish(partnerOf('shop'), { a: 'query Rules { consentRules { policyVersion } }' }, 'test');
  await seed(third);
  expect(aliases.flatMap((alias) => third.registry.listOf(partnerOf(alias)).map(({ name }) => name))).toEqual([
    'Rules',
  ]);
});
