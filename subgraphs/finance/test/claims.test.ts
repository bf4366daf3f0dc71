import { formatId } from '@ecosystem/kit/ids';
import { castId, castUuid } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withdrawClaim } from '../src/commands/claim-withdraw.ts';
import { knownCustomers, knownPayables, policyLapses } from '../src/db/tables.ts';
import {
  type ClaimsWorld,
  claimFields,
  type Insured,
  line,
  openClaims,
  photos,
  type ShownClaim,
} from './claims-world.ts';
import { as, newKey } from './finance-world.ts';

let world: ClaimsWorld;
beforeAll(async () => {
  world = await openClaims();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const scratch = { cause: 'SCRATCH', lines: [line('GLASS', '350.00', photos(3))] };
/** A scratch of its own loss, whatever was filed before. */
const aScratch = (count: number, amount = '350.00') => ({
  cause: 'SCRATCH',
  lines: [line('GLASS', amount, photos(count))],
});

describe('a claim', () => {
  test('is filed, sorted and assigned, and the insurer sets aside what it may cost', async () => {
    const motorist = await world.aMotorist();
    const claim = await world.file(motorist, { lines: [line('VEHICLE_DAMAGE', '8600.00'), line('GLASS', '1200.00')] });

    expect(claim).toMatchObject({
      claimNumber: expect.stringMatching(/^CL20261101[\dA-F]{10}$/),
      status: 'TRIAGED',
      claimedAmount: { amount: '9800.00' },
      reserve: null,
      approvedAmount: null,
      paidAmount: null,
      lines: [
        { coverageCode: 'VEHICLE_DAMAGE', claimed: { amount: '8600.00' }, approved: null },
        { coverageCode: 'GLASS', claimed: { amount: '1200.00' }, approved: null },
      ],
      payouts: [],
    });
    const handler = await world.handlerOf(claim.id);
    const { data } = await world.query(`{ claim(id: "${claim.id}") { reserve { amount } } }`, { as: handler });
    expect(data).toEqual({ claim: { reserve: { amount: '9600.00' } } });
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed']);
    expect(await world.remainingOf(motorist.policyUuid)).toEqual({ VEHICLE_DAMAGE: 100_000_00n, GLASS: 1_000_00n });
  });

  test('of a scratch with 3 photos is approved by rule FT1 without a person (AT-11-2)', async () => {
    const motorist = await world.aMotorist();
    const claim = await world.file(motorist, scratch);

    expect(claim).toMatchObject({
      status: 'APPROVED',
      approvedAmount: { amount: '350.00' },
      lines: [{ approved: { amount: '350.00' } }],
    });
    expect(await world.remainingOf(motorist.policyUuid)).toMatchObject({ GLASS: 650_00n });
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.approved']);
  });

  test.each([
    ['with 2 photos', aScratch(2), 'There are fewer than 3 photos.'],
    ['of 2000.01', aScratch(3, '2000.01'), 'The estimate is above 2000.00 or missing.'],
    ['with the same photo in each of three lines', null, 'There are fewer than 3 photos.'],
  ])('of a scratch %s waits for a person, who is told why', async (_, changes, note) => {
    const promises = ['A', 'B', 'GLASS'].map((code) => ({ code, limitMinor: 5_000_00n }));
    const motorist = await world.aMotorist({}, promises);
    const [photo = ''] = photos(1);
    const thrice = { cause: 'SCRATCH', lines: promises.map(({ code }) => line(code, '10.00', [photo])) };
    const claim = await world.file(motorist, changes ?? thrice);

    expect(claim.status).toBe('TRIAGED');
    expect((await world.rowsOf(claim.id)).claim.note).toBe(note);
  });

  test('of four scratches at the same moment under four policies is approved without a person once', async () => {
    const { holder } = await world.aMotorist();
    const insured = await Promise.all([1, 2, 3, 4].map(() => world.aMotorist({}, undefined, holder)));
    const filed = await Promise.all(insured.map((policy) => world.file(policy, aScratch(3))));

    expect(filed.map(({ status }) => status).sort()).toEqual(['APPROVED', 'TRIAGED', 'TRIAGED', 'TRIAGED']);
  });

  test('filed twice with one key at the same moment is one claim', async () => {
    const motorist = await world.aMotorist();
    const input = world.filing(motorist, { idempotencyKey: newKey() });
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.mutate('fileClaim', input, motorist.holder.as, claimFields)),
    );

    expect(new Set(answers.map(({ claim }) => (claim as ShownClaim).id)).size).toBe(1);
  });

  test('of one loss filed twice at the same moment is taken in once', async () => {
    const motorist = await world.aMotorist();
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.mutate('fileClaim', world.filing(motorist), motorist.holder.as)),
    );

    expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([
      [],
      ['DUPLICATE_CLAIM'],
      ['DUPLICATE_CLAIM'],
    ]);
  });

  test('that was withdrawn may be filed again', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    expect(await world.refusalOf('fileClaim', world.filing(motorist), motorist.holder.as)).toBe('DUPLICATE_CLAIM');
    await world.step(id, withdrawClaim);

    expect((await world.rowsOf(id)).claim).toMatchObject({ status: 'WITHDRAWN', reserveMinor: 0n });
    expect((await world.file(motorist)).status).toBe('TRIAGED');
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.withdrawn', 'claim.filed']);
  });

  test('of drugs is shown with their order, to its buyer', async () => {
    const family = await world.aFamily(0n, [{ code: 'DRUGS', limitMinor: 5_000_00n }]);
    const [orderId, otherOrder] = [castId('ord', 7_001), castId('ord', 7_002)];
    const common = { type: 'ORDER', merchantId: castUuid(1), amountMinor: 126_40n, currency: 'CNY' } as const;
    await world.subgraph.database.write.insert(knownPayables).values([
      { ...common, id: castUuid(7_001), customerId: family.holder.uuid },
      { ...common, id: castUuid(7_002), customerId: castUuid(1) },
    ]);
    const illness = { cause: 'ILLNESS', lines: [line('DRUGS', '126.40')] };
    const { id } = await world.file(family, { ...illness, orderId, encounterId: castId('enc', 1) });
    const refused = world.filing(family, { ...illness, lossAt: '2026-10-21T04:00:00.000Z', orderId: otherOrder });
    const representations = [{ __typename: 'Order', id: orderId }];
    const read = (caller: Insured['holder']['as']) =>
      world.query(
        'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Order { id reimbursementClaims { id } } } }',
        { as: caller, variables: { representations } },
      );

    expect(await world.refusalOf('fileClaim', refused, family.holder.as)).toBe('NOT_FOUND');
    expect((await read(family.holder.as)).data).toEqual({
      _entities: [{ id: orderId, reimbursementClaims: [{ id }] }],
    });
    expect((await read(as('customer'))).data).toEqual({ _entities: [{ id: orderId, reimbursementClaims: [] }] });
  });
});

describe('a filing is refused', () => {
  test.each([
    ['under a policy of nobody', { policyId: castId('pau', 9_999) }, 'NOT_FOUND'],
    ['before the term', { lossAt: '2025-12-31T15:59:00.000Z' }, 'LOSS_OUTSIDE_TERM'],
    ['of a coverage that the policy has not', { lines: [line('THEFT', '1.00')] }, 'COVERAGE_UNKNOWN'],
    ['without a photo', { lines: [line('GLASS', '1.00', [])] }, 'EVIDENCE_REQUIRED'],
    ['of a loss in the future', { lossAt: '2026-11-02T00:00:00.000Z' }, 'INVALID_INPUT'],
    [
      'in another currency',
      { lines: [{ ...line('GLASS', '1.00'), amount: { amount: '1.00', currency: 'USD' } }] },
      'INVALID_INPUT',
    ],
    ['of nothing', { lines: [line('GLASS', '0.00')] }, 'INVALID_INPUT'],
    ['with evidence that is none', { lines: [line('GLASS', '1.00', [castId('acc', 1)])] }, 'INVALID_INPUT'],
    ['with one photo twice', { lines: [line('GLASS', '1.00', [castId('evd', 1), castId('evd', 1)])] }, 'INVALID_INPUT'],
    ['with an accident that is none', { accidentId: castId('enc', 1) }, 'INVALID_INPUT'],
    ['of a car with an encounter', { encounterId: castId('enc', 1) }, 'INVALID_INPUT'],
    ['with a blank description', { description: ' ' }, 'INVALID_INPUT'],
    ['with the id of an accident as policy', { policyId: castId('acc', 1) }, 'INVALID_INPUT'],
    ['with a key that is too short', { idempotencyKey: 'short' }, 'INVALID_INPUT'],
  ])('%s', async (_, changes, code) => {
    const motorist = await world.aMotorist();

    expect(await world.refusalOf('fileClaim', world.filing(motorist, changes), motorist.holder.as)).toBe(code);
    expect(await world.topicsOf(motorist.holder)).toEqual([]);
  });

  test('under the policy of somebody else, of another kind, and by staff', async () => {
    const motorist = await world.aMotorist();
    const other = await world.aMotorist();
    const otherKind = { policyId: formatId('pli', motorist.policyUuid) };

    expect(await world.refusalOf('fileClaim', world.filing(motorist), other.holder.as)).toBe('NOT_FOUND');
    expect(await world.refusalOf('fileClaim', world.filing(motorist, otherKind), motorist.holder.as)).toBe('NOT_FOUND');
    expect(await world.refusalOf('fileClaim', world.filing(motorist), as('claim-handler'))).toBe('NOT_FOUND');
  });

  test('of a loss in lapsed time, and after a cancellation', async () => {
    const lapsed = await world.aMotorist({ status: 'LAPSED' });
    await world.subgraph.database.write
      .insert(policyLapses)
      .values({ customerId: lapsed.holder.uuid, policyId: lapsed.policyUuid, fromOn: '2026-10-01' });
    const cancelled = await world.aMotorist({ status: 'CANCELLED', cancelledOn: '2026-10-20' });

    expect(await world.refusalOf('fileClaim', world.filing(lapsed), lapsed.holder.as)).toBe('POLICY_NOT_IN_FORCE');
    expect(await world.refusalOf('fileClaim', world.filing(cancelled), cancelled.holder.as)).toBe(
      'POLICY_NOT_IN_FORCE',
    );
    const covered = { lossAt: '2026-09-30T04:00:00.000Z' };
    expect((await world.file(lapsed, covered)).status).toBe('TRIAGED');
    expect((await world.file(cancelled, covered)).status).toBe('TRIAGED');
  });

  test('for a holder whose account is frozen or erased, and with a key of another filing', async () => {
    const motorist = await world.aMotorist();
    const idempotencyKey = newKey();
    await world.file(motorist, { idempotencyKey });
    const again = world.filing(motorist, { idempotencyKey, cause: 'HAIL' });
    expect(await world.refusalOf('fileClaim', again, motorist.holder.as)).toBe('IDEMPOTENCY_KEY_REUSED');

    const { write } = world.subgraph.database;
    const customerId = motorist.holder.uuid;
    await write.insert(knownCustomers).values({ customerId, status: 'FROZEN' });
    expect(await world.refusalOf('fileClaim', world.filing(motorist), motorist.holder.as)).toBe('CUSTOMER_FROZEN');
    await write.update(knownCustomers).set({ status: 'ERASED' }).where(eq(knownCustomers.customerId, customerId));
    expect(await world.refusalOf('fileClaim', world.filing(motorist), motorist.holder.as)).toBe('CUSTOMER_ERASED');
  });
});
