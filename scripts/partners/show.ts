import { drawTable } from '../table.ts';
import { type Call, type Command, partnerAt, showTime } from './command.ts';
import { type OperatorGateway, Refused } from './gateway.ts';
import { type Connection, readAll } from './pages.ts';
import { showBudget } from './reading.ts';

interface ShownPartner {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly industry: string;
  readonly status: string;
  readonly allowedScopes: readonly string[];
  readonly onboardedAt: string | null;
  readonly callsToday: number;
  readonly budget: Parameters<typeof showBudget>[0];
  readonly client: ShownClient | null;
  readonly releases: { readonly nodes: readonly { readonly number: number; readonly publishedAt: string }[] };
  readonly actions: {
    readonly nodes: readonly {
      readonly startedAt: string;
      readonly operator: string;
      readonly action: string;
      readonly outcome: string;
    }[];
  };
}

/** A client as it is shown. */
export interface ShownClient {
  readonly method: string;
  readonly hasSecret: boolean;
  readonly rotatedAt: string | null;
  readonly previousSecretUntil: string | null;
  readonly keyCount: number;
  readonly redirectUris: readonly string[];
}

/** A published operation as it is shown. */
export interface ShownOperation {
  readonly documentId: string;
  readonly name: string;
  readonly kind: string;
  readonly description: string | null;
  readonly consentScopes: readonly string[];
  readonly estimatedCost: number;
  readonly release: number;
  readonly usage: { readonly calls: number };
}

/** What is asked of a client. */
export const clientFields = 'method hasSecret rotatedAt previousSecretUntil keyCount redirectUris';

/** Enough to tell the ids of one partner apart at a glance. */
const shownIdCharacters = 12;
const actionsShown = 5;

/** All published operations of a partner. @throws Refused if there is no such partner. */
export function readOperations(gateway: OperatorGateway, id: string): Promise<ShownOperation[]> {
  const fields = 'documentId name kind description consentScopes estimatedCost release usage { calls }';
  const query = `query($id: ID!, $after: String) { partner(id: $id) {
    operations(first: 100, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } } } }`;
  return readAll(async (after) => {
    type Found = { partner: { operations: Connection<ShownOperation> } | null };
    const { partner } = await gateway.ask<Found>(query, { id, after });
    if (!partner) throw new Refused(`There is no partner ${id}.`);
    return partner.operations;
  });
}

/** A client in one line. */
export function showClient(client: ShownClient | null): string {
  if (!client) return 'none yet; rotate-secret or set-keys makes one';
  const { method, hasSecret, rotatedAt, previousSecretUntil, keyCount } = client;
  const secret = hasSecret ? `a secret${rotatedAt ? ` of ${showTime(rotatedAt)}` : ''}` : 'no secret';
  const before = previousSecretUntil ? `, the one before until ${showTime(previousSecretUntil)}` : '';
  return `${method}, ${secret}${before}, ${keyCount} key${keyCount === 1 ? '' : 's'}`;
}

async function show(call: Call) {
  const id = partnerAt(call);
  const query = `query($id: ID!) { partner(id: $id) {
    id name kind industry status allowedScopes onboardedAt callsToday
    budget { quota windowS burst ceiling isDefault } client { ${clientFields} }
    releases(first: 1) { nodes { number publishedAt } }
    actions(first: ${actionsShown}) { nodes { startedAt operator action outcome } } } }`;
  const { partner } = await call.gateway.ask<{ partner: ShownPartner | null }>(query, { id });
  if (!partner) throw new Refused(`There is no partner ${id}.`);
  const operations = await readOperations(call.gateway, id);
  const [release] = partner.releases.nodes;
  const facts = [
    ['id', partner.id],
    ['name', partner.name],
    ['kind', `${partner.kind}, ${partner.industry}`],
    ['status', `${partner.status}${partner.onboardedAt ? `, live since ${showTime(partner.onboardedAt)}` : ''}`],
    ['may ask for', partner.allowedScopes.join(' ') || 'nothing'],
    ['client', showClient(partner.client)],
    ['redirects', partner.client?.redirectUris.join(' ') || 'none'],
    ['budget', showBudget(partner.budget)],
    ['calls today', String(partner.callsToday)],
    ['release', release ? `${release.number} of ${showTime(release.publishedAt)}` : 'none yet'],
  ];
  const text = [
    ...facts.map(([label = '', value = '']) => `${label.padEnd(12)} ${value}`),
    '',
    operations.length === 0 ? 'No operation is published.' : drawOperations(operations),
    ...drawActions(partner.actions.nodes),
  ].join('\n');
  return { text, json: { ...partner, operations } };
}

function drawOperations(operations: readonly ShownOperation[]): string {
  const rows = operations.map(({ name, kind, documentId, release, estimatedCost, usage, consentScopes }) => [
    name,
    kind,
    documentId.length > shownIdCharacters ? `${documentId.slice(0, shownIdCharacters)}…` : documentId,
    String(release),
    String(estimatedCost),
    String(usage.calls),
    consentScopes.join(' ') || '-',
  ]);
  return drawTable(['operation', 'kind', 'document', 'release', 'cost', 'calls in 30 days', 'consent scopes'], rows);
}

function drawActions(actions: ShownPartner['actions']['nodes']): string[] {
  if (actions.length === 0) return [];
  const rows = actions.map(({ startedAt, action, outcome, operator }) => [
    showTime(startedAt),
    action,
    outcome,
    operator,
  ]);
  return ['', drawTable(['when (UTC)', 'action', 'outcome', 'operator'], rows)];
}

/** The command that shows one partner. */
export const showCommand: Command = {
  usage: '<partner>',
  summary: 'one partner with its client, budget, operations and what operators did last',
  run: show,
};
