import { type PageArguments, pageOf } from '@ecosystem/kit/connections';
import { badUserInput } from '@ecosystem/kit/errors';
import { dayOf } from '../partners/usage.ts';
import type { PartnerOperation } from '../registry/partner-operation.ts';
import { type PartnerBudget, readBudgets } from './budget-rows.ts';
import { presentClient } from './client-model.ts';
import type { OperatorDesk } from './desk.ts';
import { pageOfList } from './list-page.ts';
import { readActions, readRefusals, readReleases } from './operator-rows.ts';
import type { PartnerFacts } from './social-partners.ts';
import { countCalls, readUsagePage, sumUsage, type UsageSum, unused } from './usage-rows.ts';

/** What partners of one page need, read for all of them at once, and only if it is asked. */
export interface PageLookups {
  readonly budgets: () => Promise<ReadonlyMap<string, PartnerBudget>>;
  readonly callsToday: () => Promise<ReadonlyMap<string, number>>;
}

const daysDefault = 30;
/** Longer than a year is nobody's question. */
const daysMax = 366;
const dayMs = 24 * 3_600_000;

/** The first of so many days that end today. */
const dayBefore = (days: number): string => dayOf(new Date(Date.now() - (days - 1) * dayMs));

/** Makes the lookups of the partners of a page. */
export function lookUp({ database: { pool } }: OperatorDesk, partnerIds: readonly string[]): PageLookups {
  return {
    budgets: once(() => readBudgets(pool, partnerIds)),
    callsToday: once(() => countCalls(pool, partnerIds, dayOf(new Date()))),
  };
}

function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let reading: Promise<Value> | null = null;
  return () => {
    reading ??= read();
    return reading;
  };
}

type UsageArguments = PageArguments & { readonly from?: string | null; readonly to?: string | null };

/** A partner as the schema of operators has it; what costs a statement is read when it is asked. */
export function presentPartner(
  desk: OperatorDesk,
  facts: PartnerFacts,
  lookups: PageLookups = lookUp(desk, [facts.id]),
) {
  const { pool } = desk.database;
  const { id } = facts;
  const operationList = () => desk.registry.listOf(id);
  const usages = new Map<number, Promise<ReadonlyMap<string, UsageSum>>>();

  /** One statement for all operations of the partner. */
  function usageOf(days: number): Promise<ReadonlyMap<string, UsageSum>> {
    const reading = usages.get(days) ?? sumUsage(pool, id, dayBefore(days));
    usages.set(days, reading);
    return reading;
  }

  return {
    ...facts,
    operationCount: () => operationList().length,
    callsToday: async () => (await lookups.callsToday()).get(id) ?? 0,
    budget: async () => (await lookups.budgets()).get(id) ?? { ...desk.defaultBudget, isDefault: true },
    client: () => presentClient(desk, id),
    operations: (page: PageArguments) => {
      const { edges, nodes, pageInfo } = pageOfList(
        'operators.operations',
        operationList().map((operation) => presentOperation(operation, usageOf)),
        ({ name, documentId }) => [name, documentId],
        pageOf(page),
      );
      return { edges, nodes, pageInfo };
    },
    usage: ({ from, to, ...page }: UsageArguments) => {
      const last = to ?? dayOf(new Date());
      const first = from ?? dayOf(new Date(new Date(`${last}T00:00:00+08:00`).getTime() - (daysDefault - 1) * dayMs));
      return readUsagePage(pool, id, { from: first, to: last }, pageOf(page));
    },
    refusals: (page: PageArguments) => readRefusals(pool, id, pageOf(page)),
    releases: (page: PageArguments) => readReleases(pool, id, pageOf(page)),
    actions: async (page: PageArguments) => {
      const { edges, nodes, pageInfo } = await readActions(pool, id, pageOf(page));
      const present = <Row extends { readonly details: unknown }>(row: Row) => ({
        ...row,
        details: JSON.stringify(row.details),
      });
      return {
        edges: edges.map(({ cursor, node }) => ({ cursor, node: present(node) })),
        nodes: nodes.map(present),
        pageInfo,
      };
    },
  };
}

function presentOperation(
  operation: PartnerOperation,
  usageOf: (days: number) => Promise<ReadonlyMap<string, UsageSum>>,
) {
  return {
    ...operation,
    usage: async ({ days }: { readonly days?: number | null }) => {
      const length = days ?? daysDefault;
      if (length < 1 || length > daysMax) throw badUserInput(`"days" must be between 1 and ${daysMax}, not ${length}.`);
      return (await usageOf(length)).get(operation.documentId) ?? unused;
    },
  };
}
