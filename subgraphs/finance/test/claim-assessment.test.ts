import { castId } from '@ecosystem/kit/world';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reopenClaim } from '../src/commands/claim-reopen.ts';
import { claimHandlers } from '../src/db/tables.ts';
import { type ClaimsWorld, claimFields, give, line, openClaims } from './claims-world.ts';
import { as, newKey } from './finance-world.ts';

let world: ClaimsWorld;
beforeAll(async () => {
  world = await openClaims();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const family = [
  { code: 'OUTPATIENT', limitMinor: 5_000_00n, coinsurancePercent: '20' },
  { code: 'DRUGS', limitMinor: 5_000_00n, coinsurancePercent: '20' },
];
/** A visit of 380.00 and drugs of 126.40: of 506.40, 200.00 are the family's, and 20 % of the rest. */
const visit = { cause: 'ILLNESS', lines: [line('OUTPATIENT', '380.00'), line('DRUGS', '126.40')] };

describe('an assessment', () => {
  test('of 8600.00 with 500.00 deductible and 10 % gives 7290.00', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const claim = await world.assess(id, 'APPROVE', [give('VEHICLE_DAMAGE', '7290.00')]);

    expect(claim).toMatchObject({
      status: 'APPROVED',
      approvedAmount: { amount: '7290.00' },
      reserve: { amount: '7290.00' },
      paidAmount: null,
      lines: [
        {
          approved: { amount: '7290.00' },
          deductibleApplied: { amount: '500.00' },
          coinsuranceApplied: { amount: '810.00' },
          reason: null,
        },
      ],
    });
    expect(await world.remainingOf(motorist.policyUuid)).toMatchObject({ VEHICLE_DAMAGE: 92_710_00n });
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.approved']);
  });

  test('of 506.40 with 200.00 of the deductible left and 20 % gives 245.12, and uses the deductible up', async () => {
    const insured = await world.aFamily(200_00n, family);
    const { id } = await world.file(insured, visit);
    const claim = await world.assess(id, 'APPROVE', [give('OUTPATIENT', '144.00'), give('DRUGS', '101.12')]);

    expect(claim).toMatchObject({ status: 'APPROVED', approvedAmount: { amount: '245.12' } });
    const { data } = await world.query(
      `{ claim(id: "${id}") { policy { ... on HealthPolicy { deductibleRemaining { amount } } } } }`,
      { as: insured.holder.as },
    );
    expect(data).toEqual({ claim: { policy: { deductibleRemaining: { amount: '0.00' } } } });
  });

  test('in part gives less, with the reason and a note that stays inside', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist, { lines: [line('VEHICLE_DAMAGE', '8600.00'), line('GLASS', '200.00')] });
    const lines = [
      give('VEHICLE_DAMAGE', '4500.00', 'The door was dented before.'),
      give('GLASS', '0.00', 'Worn out.'),
    ];
    const claim = await world.assess(id, 'PARTIALLY_APPROVE', lines, { note: 'Ask the workshop.' });

    expect(claim).toMatchObject({
      status: 'PARTIALLY_APPROVED',
      approvedAmount: { amount: '4500.00' },
      lines: [
        { approved: { amount: '4500.00' }, reason: 'The door was dented before.' },
        { approved: { amount: '0.00' }, reason: 'Worn out.', deductibleApplied: { amount: '0.00' } },
      ],
    });
    expect(await world.rowsOf(id)).toMatchObject({ claim: { note: 'Ask the workshop.' } });
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.partially-approved']);
  });

  test('that rejects gives nothing and takes nothing from the cover', async () => {
    const insured = await world.aFamily(200_00n, family);
    const { id } = await world.file(insured, visit);
    const claim = await world.assess(id, 'REJECT', []);

    expect(claim).toMatchObject({
      status: 'REJECTED',
      approvedAmount: { amount: '0.00' },
      reserve: { amount: '0.00' },
    });
    expect(await world.remainingOf(insured.policyUuid)).toEqual({ OUTPATIENT: 5_000_00n, DRUGS: 5_000_00n });
    expect(await world.rowsOf(id)).toMatchObject({ policy: [{ deductibleLeftMinor: 200_00n }] });
    expect(await world.topicsOf(insured.holder)).toEqual(['claim.filed', 'claim.rejected']);
  });

  test('of a claim below the deductible approves nothing', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist, { lines: [line('VEHICLE_DAMAGE', '499.00')] });

    expect(await world.assess(id, 'APPROVE', [give('VEHICLE_DAMAGE', '0.00')])).toMatchObject({
      status: 'APPROVED',
      approvedAmount: { amount: '0.00' },
    });
  });

  test('of a claim that was opened again replaces the earlier one', async () => {
    const insured = await world.aFamily(200_00n, family);
    const { id } = await world.file(insured, visit);
    await world.assess(id, 'REJECT', []);
    await world.step(id, reopenClaim);
    expect(await world.rowsOf(id)).toMatchObject({ claim: { status: 'REOPENED', reserveMinor: 506_40n } });

    await world.assess(id, 'PARTIALLY_APPROVE', [give('OUTPATIENT', '144.00')]);
    await world.pay(id);
    await world.doWhatIsDue();
    await world.step(id, reopenClaim);
    expect(await world.rowsOf(id)).toMatchObject({ claim: { reserveMinor: 506_40n - 144_00n, paidAt: null } });
    const claim = await world.assess(id, 'APPROVE', [give('OUTPATIENT', '144.00'), give('DRUGS', '101.12')]);

    expect(claim).toMatchObject({
      approvedAmount: { amount: '245.12' },
      paidAmount: { amount: '144.00' },
      reserve: { amount: '101.12' },
    });
    expect(await world.remainingOf(insured.policyUuid)).toEqual({ OUTPATIENT: 4_856_00n, DRUGS: 4_898_88n });
    expect(await world.rowsOf(id)).toMatchObject({ policy: [{ deductibleLeftMinor: 0n }] });
  });

  test('of two claims on one coverage at the same moment never gives more than its limit (F8)', async () => {
    const motorist = await world.aMotorist({}, [{ code: 'GLASS', limitMinor: 1_000_00n }]);
    const ids: string[] = [];
    for (const cause of ['HAIL', 'FIRE', 'THEFT', 'FLOOD']) {
      ids.push((await world.file(motorist, { cause, lines: [line('GLASS', '600.00')] })).id);
    }
    const answers = await Promise.all(
      ids.map(async (claimId) =>
        world.mutate(
          'assessClaim',
          { claimId, decision: 'APPROVE', lines: [give('GLASS', '600.00')] },
          await world.handlerOf(claimId),
        ),
      ),
    );

    expect(answers.map(({ userErrors }) => userErrors.map(({ code }) => code)).sort()).toEqual([
      [],
      ['COVER_EXHAUSTED'],
      ['COVER_EXHAUSTED'],
      ['COVER_EXHAUSTED'],
    ]);
    expect(await world.remainingOf(motorist.policyUuid)).toEqual({ GLASS: 400_00n });
  });

  test('of two claims of one family at the same moment takes the deductible once', async () => {
    const insured = await world.aFamily(200_00n, family);
    const ids: string[] = [];
    for (const cause of ['ILLNESS', 'ACCIDENT']) {
      ids.push((await world.file(insured, { cause, lines: [line('DRUGS', '300.00')] })).id);
    }
    // 80.00 after the deductible, 240.00 without it: only one of the two can be the first.
    const assess = async (claimId: string, amount: string) =>
      world.mutate(
        'assessClaim',
        { claimId, decision: 'APPROVE', lines: [give('DRUGS', amount)] },
        await world.handlerOf(claimId),
      );
    const answers = await Promise.all(ids.map((id) => assess(id, '80.00')));

    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    const left = ids[answers.findIndex(({ userErrors }) => userErrors.length > 0)] ?? '';
    expect((await assess(left, '240.00')).userErrors).toEqual([]);
    expect(await world.remainingOf(insured.policyUuid)).toMatchObject({ DRUGS: 4_680_00n });
  });

  test('sent twice with one key decides once', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const input = {
      claimId: id,
      decision: 'APPROVE',
      lines: [give('VEHICLE_DAMAGE', '7290.00')],
      idempotencyKey: newKey(),
    };
    const handler = await world.handlerOf(id);
    for (const _ of [1, 2]) {
      expect(await world.mutate('assessClaim', input, handler, claimFields)).toMatchObject({
        claim: { status: 'APPROVED' },
      });
    }
    expect(await world.topicsOf(motorist.holder)).toEqual(['claim.filed', 'claim.approved']);
    expect(await world.refusalOf('assessClaim', { ...input, decision: 'REJECT' }, handler)).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });
});

describe('an assessment is refused, and changes nothing,', () => {
  test.each([
    ['of more than is claimed', 'PARTIALLY_APPROVE', [give('VEHICLE_DAMAGE', '8600.01')], 'APPROVED_EXCEEDS_CLAIMED'],
    ['of more than the formula yields', 'APPROVE', [give('VEHICLE_DAMAGE', '7290.01')], 'APPROVED_EXCEEDS_CLAIMED'],
    ['of less than the formula yields', 'APPROVE', [give('VEHICLE_DAMAGE', '7289.99')], 'INVALID_INPUT'],
    ['in part of all', 'PARTIALLY_APPROVE', [give('VEHICLE_DAMAGE', '7290.00')], 'INVALID_INPUT'],
    ['in part of nothing', 'PARTIALLY_APPROVE', [], 'INVALID_INPUT'],
    ['as a rejection with an amount', 'REJECT', [give('VEHICLE_DAMAGE', '1.00')], 'INVALID_INPUT'],
    ['of a line that the claim has not', 'PARTIALLY_APPROVE', [give('GLASS', '1.00')], 'INVALID_INPUT'],
    ['of an amount below zero', 'PARTIALLY_APPROVE', [give('VEHICLE_DAMAGE', '-1.00')], 'INVALID_INPUT'],
    ['of an amount with one digit', 'PARTIALLY_APPROVE', [give('VEHICLE_DAMAGE', '1.0')], 'INVALID_INPUT'],
    [
      'in another currency',
      'PARTIALLY_APPROVE',
      [{ ...give('VEHICLE_DAMAGE', '1.00'), approved: { amount: '0.00', currency: 'USD' } }],
      'INVALID_INPUT',
    ],
    ['of 21 lines', 'REJECT', Array.from({ length: 21 }, () => give('VEHICLE_DAMAGE', '0.00')), 'INVALID_INPUT'],
  ])('%s', async (_, decision, lines, code) => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const before = await world.rowsOf(id);

    const input = { claimId: id, decision, lines };
    expect(await world.refusalOf('assessClaim', input, await world.handlerOf(id))).toBe(code);
    expect(await world.rowsOf(id)).toEqual(before);
  });

  test('of more than is left of the limit', async () => {
    const motorist = await world.aMotorist({}, [{ code: 'GLASS', limitMinor: 100_00n }]);
    const { id } = await world.file(motorist, { lines: [line('GLASS', '200.00')] });
    const input = { claimId: id, decision: 'PARTIALLY_APPROVE', lines: [give('GLASS', '100.01')] };

    expect(await world.refusalOf('assessClaim', input, await world.handlerOf(id))).toBe('COVER_EXHAUSTED');
  });

  test('by another handler, by the holder, and of a claim that is not there', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const handler = await world.handlerOf(id);
    const others = [1, 2, 3].map((number) => castId('hdl', number)).filter((subject) => subject !== handler.subject);
    const input = { claimId: id, decision: 'REJECT', lines: [] };

    for (const caller of [...others.map((subject) => as('claim-handler', subject)), motorist.holder.as]) {
      expect(await world.refusalOf('assessClaim', input, caller)).toBe('NOT_FOUND');
      expect(await world.refusalOf('payClaim', { claimId: id }, caller)).toBe('NOT_FOUND');
    }
    expect(await world.refusalOf('assessClaim', { ...input, claimId: castId('clm', 9_999) }, handler)).toBe(
      'NOT_FOUND',
    );
    expect(await world.refusalOf('assessClaim', { ...input, claimId: castId('pay', 1) }, handler)).toBe(
      'INVALID_INPUT',
    );
  });

  test('on an own claim, which no handler is given in the first place', async () => {
    const { write } = world.subgraph.database;
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const handler = await world.handlerOf(id);
    const uuid = (await world.rowsOf(id)).claim.handlerId ?? '';
    const [before] = await write.select().from(claimHandlers).where(eq(claimHandlers.id, uuid));
    await write.update(claimHandlers).set({ customerId: motorist.holder.uuid }).where(eq(claimHandlers.id, uuid));

    expect(await world.refusalOf('assessClaim', { claimId: id, decision: 'REJECT', lines: [] }, handler)).toBe(
      'SELF_ASSESSMENT',
    );
    const next = await world.file(motorist, { cause: 'HAIL' });
    expect((await world.handlerOf(next.id)).subject).not.toBe(handler.subject);
    await write
      .update(claimHandlers)
      .set({ customerId: before?.customerId ?? null })
      .where(eq(claimHandlers.id, uuid));
  });
});
