import { castId, castUuid } from '@ecosystem/kit/world';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClaimsWorld, formatInstant, type Insured, line, openClaims } from './claims-world.ts';
import { as } from './finance-world.ts';
import { aHolder, aPolicy } from './makers-policies.ts';

let world: ClaimsWorld;
beforeAll(async () => {
  world = await openClaims();
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

describe('claims are read', () => {
  const one = (id: string) => `{ claim(id: "${id}") {
    id cause lossAt reportedAt policy { __typename id policyNumber holder { id } claims { id } ... on AutoPolicy { vehicle { id } } }
  } }`;

  test('one by its holder and its handler, with the policy; by nobody else', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const handler = await world.handlerOf(id);
    const stranger = (await world.aMotorist()).holder.as;
    const otherHandler = as(
      'claim-handler',
      [1, 2, 3].map((n) => castId('hdl', n)).find((h) => h !== handler.subject),
    );
    const claim = {
      id,
      cause: 'COLLISION',
      lossAt: '2026-10-20T04:00:00Z',
      reportedAt: formatInstant(world.clock.now()),
      policy: {
        __typename: 'AutoPolicy',
        id: motorist.policyId,
        policyNumber: expect.any(String),
        holder: { id: motorist.holder.id },
        claims: [{ id }],
        vehicle: { id: expect.stringMatching(/^veh_/) },
      },
    };

    for (const caller of [motorist.holder.as, handler]) {
      const { data, errors } = await world.query(one(id), { as: caller });
      expect(errors).toBeUndefined();
      expect(data).toEqual({ claim });
    }
    for (const caller of [stranger, otherHandler, as('agent'), as('auditor')]) {
      expect(await world.query(one(id), { as: caller })).toEqual({ data: { claim: null } });
    }
  });

  test('by reference as directly, and the reserve is for the handler alone', async () => {
    const motorist = await world.aMotorist();
    const { id } = await world.file(motorist);
    const read = async (caller: Insured['holder']['as']) =>
      (
        await world.query(
          'query ($r: [_Any!]!) { _entities(representations: $r) { ... on InsuranceClaim { id reserve { amount } } } }',
          { as: caller, variables: { r: [{ __typename: 'InsuranceClaim', id }] } },
        )
      ).data?.['_entities'];

    expect(await read(motorist.holder.as)).toEqual([{ id, reserve: null }]);
    expect(await read(await world.handlerOf(id))).toEqual([{ id, reserve: { amount: '8600.00' } }]);
    expect(await read(as('merchant'))).toEqual([null]);
  });

  test('as a page of the holder, newest first, by state', async () => {
    const motorist = await world.aMotorist();
    const filed: string[] = [];
    for (const cause of ['HAIL', 'FIRE', 'THEFT']) {
      world.clock.advance(1_000);
      filed.unshift((await world.file(motorist, { cause })).id);
    }
    await world.assess(filed[1] ?? '', 'REJECT', []);
    const query = (args: string) =>
      world.query(
        `{ me { finance { claims(${args}) { nodes { id policy { id } lines { coverageCode } payouts { id } } pageInfo { hasNextPage endCursor } } } } }`,
        { as: motorist.holder.as },
      );
    const idsOf = async (args: string) => {
      const { data } = await query(args);
      const { nodes, pageInfo } = (
        data as { me: { finance: { claims: { nodes: { id: string }[]; pageInfo: { endCursor: string } } } } }
      ).me.finance.claims;
      return { ids: nodes.map(({ id }) => id), pageInfo };
    };

    const first = await idsOf('first: 2');
    expect(first).toMatchObject({ ids: filed.slice(0, 2), pageInfo: { hasNextPage: true } });
    expect((await idsOf(`first: 2, after: "${first.pageInfo.endCursor}"`)).ids).toEqual(filed.slice(2));
    expect((await idsOf('status: [REJECTED]')).ids).toEqual([filed[1]]);
    expect((await world.statementsOf(() => query('first: 20'))).sort()).toEqual([
      'finance.claim_lines_by_claim',
      'finance.claim_pages',
      'finance.payouts_by_claim',
      'finance.policies_by_id',
    ]);
  });

  test('as those assigned to a handler, oldest first, and by nobody who is none', async () => {
    const motorists = await Promise.all([1, 2, 3, 4, 5, 6].map(() => world.aMotorist()));
    const ids: string[] = [];
    for (const motorist of motorists) {
      world.clock.advance(1_000);
      ids.push((await world.file(motorist, { cause: 'FLOOD' })).id);
    }
    const assigned = await Promise.all(ids.map(async (id) => ({ id, subject: (await world.handlerOf(id)).subject })));
    for (const number of [1, 2, 3]) {
      const handler = as('claim-handler', castId('hdl', number));
      const { data } = await world.query('{ assignedClaims(first: 100, status: [TRIAGED]) { nodes { id cause } } }', {
        as: handler,
      });
      const { nodes } = (data as { assignedClaims: { nodes: { id: string; cause: string }[] } }).assignedClaims;
      expect(nodes.filter(({ cause }) => cause === 'FLOOD').map(({ id }) => id)).toEqual(
        assigned.filter(({ subject }) => subject === handler.subject).map(({ id }) => id),
      );
    }
    expect((await world.query('{ assignedClaims { nodes { id } } }', { as: as('customer') })).data).toEqual({
      assignedClaims: null,
    });
  });

  test('under a policy of each kind', async () => {
    const pool = world.subgraph.database.write;
    const holder = await aHolder(pool);
    const causes = { AUTO: 'HAIL', HEALTH: 'ILLNESS', LIFE: 'DISABILITY', RETURN_FREIGHT: 'RETURN' } as const;
    const filed: { id: string; claims: { id: string }[] }[] = [];
    for (const kind of ['AUTO', 'HEALTH', 'LIFE', 'RETURN_FREIGHT'] as const) {
      const { id, uuid } = await aPolicy(pool, holder, kind, [{ code: 'ANY', limitMinor: 100_00n }]);
      const insured = { holder, policyId: id, policyUuid: uuid };
      const claim = await world.file(insured, { cause: causes[kind], lines: [line('ANY', '5.00')] });
      filed.push({ id, claims: [{ id: claim.id }] });
    }
    const { data } = await world.query('{ me { finance { policies { id claims { id } } } } }', { as: holder.as });

    expect(data).toEqual({ me: { finance: { policies: expect.arrayContaining(filed) } } });
  });

  test('under a policy, of which a handler sees those assigned alone', async () => {
    const motorist = await world.aMotorist();
    const [mine, other] = [
      await world.file(motorist, { cause: 'HAIL' }),
      await world.file(motorist, { cause: 'FIRE' }),
    ];
    const handler = await world.handlerOf(mine.id);
    const number = [1, 2, 3].find((n) => castId('hdl', n) !== handler.subject) ?? 0;
    await world.subgraph.database.write.execute(
      sql`update claims set handler_id = ${castUuid(number)} where id = ${(await world.rowsOf(other.id)).claim.id}`,
    );
    const read = async (caller: Insured['holder']['as']) =>
      (await world.query(`{ claim(id: "${mine.id}") { policy { claims { id } } } }`, { as: caller })).data;

    expect(await read(handler)).toEqual({ claim: { policy: { claims: [{ id: mine.id }] } } });
    expect(await read(motorist.holder.as)).toEqual({
      claim: { policy: { claims: [{ id: other.id }, { id: mine.id }] } },
    });
  });
});
