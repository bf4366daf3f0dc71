import { drawTable } from '../table.ts';
import { type Call, type Command, countOf, numberOf, partnerAt, showTime } from './command.ts';
import { type OperatorGateway, Refused } from './gateway.ts';
import { type Connection, readAll } from './pages.ts';

interface Budget {
  readonly quota: number;
  readonly windowS: number;
  readonly burst: number;
  readonly ceiling: number;
  readonly isDefault: boolean;
}

interface ListedPartner {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly industry: string;
  readonly status: string;
  readonly operationCount: number;
  readonly callsToday: number;
  readonly budget: Budget;
}

interface UsageOfDay {
  readonly day: string;
  readonly operation: string;
  readonly calls: number;
  readonly errors: number;
  readonly cost: number;
  readonly p95Ms: number | null;
  readonly lastUsedAt: string;
}

interface Refusal {
  readonly occurredAt: string;
  readonly code: string;
  readonly documentId: string | null;
  readonly operationName: string | null;
  readonly requestId: string;
}

const budgetFields = 'quota windowS burst ceiling isDefault';
const dayMs = 24 * 3_600_000;
const daysDefault = 30;
const refusalsDefault = 20;
const refusalsMax = 1_000;

/** A budget in one line. */
export function showBudget({ quota, windowS, burst, ceiling, isDefault }: Budget): string {
  const own = isDefault ? ' (the default)' : '';
  return `${quota} units each ${windowS} s, burst ${burst}, at most ${ceiling} for one operation${own}`;
}

async function list({ gateway, options }: Call) {
  const status = typeof options['status'] === 'string' ? options['status'].toUpperCase().split(',') : null;
  const partners = await readAll(async (after) => {
    const fields = `id name kind industry status operationCount callsToday budget { ${budgetFields} }`;
    const query = `query($status: [PartnerStatus!], $after: String) {
      partners(status: $status, first: 100, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`;
    const data = await gateway.ask<{ partners: Connection<ListedPartner> }>(query, { status, after });
    return data.partners;
  });
  const rows = partners.map(({ id, name, industry, status: state, operationCount, callsToday, budget }) => [
    id,
    name,
    industry,
    state,
    String(operationCount),
    String(callsToday),
    `${budget.quota} / ${budget.windowS} s${budget.isDefault ? '' : ' (own)'}`,
  ]);
  const columns = ['id', 'name', 'industry', 'status', 'operations', 'calls today', 'budget'];
  return { text: rows.length === 0 ? 'There is no such partner.' : drawTable(columns, rows), json: partners };
}

/** Reads a list of one partner to its end, or to a number of entries. */
async function readList<Node>(
  gateway: OperatorGateway,
  id: string,
  field: string,
  selection: string,
  given: {
    readonly parameters?: string;
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly most?: number;
  } = {},
): Promise<Node[]> {
  const { parameters = '', variables = {}, most } = given;
  const inner = parameters.replaceAll(/\$(\w+): [^,]+/g, '$1: $$$1');
  const query = `query($id: ID!, $after: String${parameters && `, ${parameters}`}) { partner(id: $id) {
    ${field}(first: 100, after: $after${inner && `, ${inner}`}) { nodes { ${selection} } pageInfo { hasNextPage endCursor } } } }`;
  return readAll(async (after) => {
    type Found = { partner: Record<string, Connection<Node>> | null };
    const { partner } = await gateway.ask<Found>(query, { id, after, ...variables });
    const found = partner?.[field];
    if (!found) throw new Refused(`There is no partner ${id}.`);
    return found;
  }, most);
}

async function usage(call: Call) {
  const id = partnerAt(call);
  const days = numberOf(call, 'days') ?? daysDefault;
  const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });
  const from = shanghaiDay.format(new Date(Date.now() - (days - 1) * dayMs));
  const selection = 'day operation documentId calls errors cost p95Ms lastUsedAt';
  const nodes = await readList<UsageOfDay>(call.gateway, id, 'usage', selection, {
    parameters: '$from: Date',
    variables: { from },
  });
  if (nodes.length === 0) return { text: `Nothing was used since ${from}.`, json: nodes };
  const rows = nodes.map((one) => [
    one.day,
    one.operation,
    String(one.calls),
    String(one.errors),
    String(one.cost),
    one.p95Ms === null ? '-' : String(one.p95Ms),
    showTime(one.lastUsedAt),
  ]);
  const total = (value: (one: UsageOfDay) => number) => nodes.reduce((sum, one) => sum + value(one), 0);
  const totals = `${countOf(
    total(({ calls }) => calls),
    'call',
  )}, ${total(({ errors }) => errors)} with errors, ${total(({ cost }) => cost)} units of cost since ${from}.`;
  const columns = ['day', 'operation', 'calls', 'errors', 'cost', 'p95 ms', 'last used (UTC)'];
  return { text: `${drawTable(columns, rows)}\n${totals}`, json: nodes };
}

async function refusals(call: Call) {
  const id = partnerAt(call);
  const most = Math.min(numberOf(call, 'first') ?? refusalsDefault, refusalsMax);
  const selection = 'occurredAt code documentId operationName requestId';
  const nodes = await readList<Refusal>(call.gateway, id, 'refusals', selection, { most });
  if (nodes.length === 0) return { text: 'Nothing was refused.', json: nodes };
  const rows = nodes.map(({ occurredAt, code, documentId, operationName, requestId }) => [
    showTime(occurredAt),
    code,
    operationName ?? '-',
    documentId ?? '-',
    requestId,
  ]);
  return { text: drawTable(['when (UTC)', 'code', 'operation', 'document', 'request'], rows), json: nodes };
}

/** Commands that read lists. */
export const readingCommands: Readonly<Record<string, Command>> = {
  list: {
    usage: '[--status LIVE,…]',
    summary: 'all partners',
    options: { status: { type: 'string' } },
    run: list,
  },
  usage: {
    usage: '<partner> [--days N]',
    summary: 'what was used, by day and operation',
    options: { days: { type: 'string' } },
    run: usage,
  },
  refusals: {
    usage: '<partner> [--first N]',
    summary: 'what was refused where no customer is known, the newest first',
    options: { first: { type: 'string' } },
    run: refusals,
  },
};
