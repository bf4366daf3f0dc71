import { splitId } from '@ecosystem/kit/ids';
import { findSubject } from '@ecosystem/kit/personas';
import { subgraphs } from '@ecosystem/schema/subgraphs.ts';
import { drawTable } from '../table.ts';
import { type Call, type Command, countOf, readNamedFile } from './command.ts';
import { Refused } from './gateway.ts';

interface BrokenOperation {
  readonly partner: { readonly name: string } | null;
  readonly partnerId: string;
  readonly documentId: string;
  readonly name: string;
  readonly reasons: readonly string[];
  readonly usage: { readonly calls: number };
}

async function check(call: Call) {
  const file = call.options['schema'];
  const partnerSchema = typeof file === 'string' ? await readNamedFile(file, 'schema') : await composeContract();
  const query = `query($partnerSchema: String!) { brokenOperations(partnerSchema: $partnerSchema) {
    partner { name } partnerId documentId name reasons usage { calls } } }`;
  type Found = { brokenOperations: readonly BrokenOperation[] };
  const { brokenOperations: broken } = await call.gateway.ask<Found>(query, { partnerSchema });
  if (broken.length === 0) return { text: 'No published operation of a partner breaks.', json: broken };
  const rows = broken.flatMap(({ partner, partnerId, name, reasons, usage }) =>
    reasons.map((reason, at) =>
      at === 0 ? [partner?.name ?? partnerId, name, String(usage.calls), reason] : ['', '', '', reason],
    ),
  );
  const partners = new Set(broken.map(({ partnerId }) => partnerId)).size;
  const verdict = `${countOf(broken.length, 'published operation')} of ${countOf(partners, 'partner')} would break.`;
  const table = drawTable(['partner', 'operation', 'calls in 30 days', 'reason'], rows);
  return { text: `${table}\n${verdict}`, json: broken, isBad: true };
}

/** The partner contract of the working tree; what composes it is loaded when it is needed, for it takes a second. */
async function composeContract(): Promise<string> {
  const { CompositionFailed, composeSubgraphs, readSubgraphs } = await import('@ecosystem/schema/compose.ts');
  const { buildContract, ContractBroken } = await import('@ecosystem/schema/contract.ts');
  const { GraphQLError } = await import('graphql');
  try {
    return buildContract(composeSubgraphs(readSubgraphs()), 'partner');
  } catch (error) {
    const isMistake = [CompositionFailed, ContractBroken, GraphQLError].some((kind) => error instanceof kind);
    if (isMistake) throw new Refused(String(error));
    throw error;
  }
}

async function verifyLog({ names: [name] }: Call) {
  const id = name === undefined ? null : findSubject(name);
  const customer = id === null ? null : splitId(id);
  if (name !== undefined && customer?.prefix !== 'cus')
    throw new Refused(`There is no customer "${name}". Name one such as @liwei or a full id that begins with cus_.`);
  const { visitDatabases } = await import('../databases.ts');
  const { verifyAccessLog } = await import('../../subgraphs/social/src/index.ts');
  const social = subgraphs.filter((subgraph) => subgraph.name === 'social');
  const breaks: Awaited<ReturnType<typeof verifyAccessLog>> = [];
  await visitDatabases(social, 'partners command', async (_, database) => {
    breaks.push(...(await verifyAccessLog(database, customer?.uuid ?? null)));
  });
  const whose = name === undefined ? 'all customers' : name;
  if (breaks.length === 0) return { text: `The access log of ${whose} is whole.`, json: breaks };
  const rows = breaks.map(({ customerId, day, seq, problem }) => [
    customerId,
    day,
    seq === null ? '-' : String(seq),
    problem,
  ]);
  const table = drawTable(['customer', 'day', 'row', 'problem'], rows);
  const verdict = `The access log of ${whose} is broken at ${countOf(breaks.length, 'place')}.`;
  return { text: `${table}\n${verdict}`, json: breaks, isBad: true };
}

/** Commands that find out whether something is still right. */
export const checkingCommands: Readonly<Record<string, Command>> = {
  check: {
    usage: '[--schema file]',
    summary: 'which published operations the schema of this checkout, or that of the file, would break',
    options: { schema: { type: 'string' } },
    run: check,
  },
  'verify-log': {
    usage: '[customer]',
    summary: "whether a row of a customer's access log, or of any, was changed, taken out or put in",
    run: verifyLog,
  },
};
