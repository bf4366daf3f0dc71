import { drawTable } from '../table.ts';
import { type Call, type Command, countOf, partnerAt, readNamedFile } from './command.ts';
import { type OperatorGateway, Refused } from './gateway.ts';
import { readOperations } from './show.ts';

interface Release {
  readonly number: number;
  readonly operations: readonly {
    readonly documentId: string;
    readonly name: string;
    readonly consentScopes: readonly string[];
    readonly estimatedCost: number;
    readonly isNew: boolean;
  }[];
  readonly workersReady: number;
  readonly workersAsked: number;
}

async function publish(call: Call) {
  const partnerId = partnerAt(call);
  const manifest = await readNamedFile(call.names[1], 'manifest');
  const selection =
    'release { number operations { documentId name consentScopes estimatedCost isNew } workersReady workersAsked }';
  const { release } = await call.gateway.mutate<{ release: Release }>(
    'publishOperations',
    { partnerId, manifest },
    selection,
  );
  const rows = release.operations.map(({ name, isNew, estimatedCost, consentScopes }) => [
    name,
    isNew ? 'new' : 'known',
    String(estimatedCost),
    consentScopes.join(' ') || '-',
  ]);
  const { number, operations, workersReady, workersAsked } = release;
  const verdict = `Release ${number} holds ${countOf(operations.length, 'operation')}; ${workersReady} of ${countOf(workersAsked, 'worker')} ready.`;
  return { text: `${drawTable(['operation', '', 'cost', 'consent scopes'], rows)}\n${verdict}`, json: release };
}

interface Unpublished {
  readonly documentId: string;
  readonly name: string;
  readonly callsLast30Days: number;
}

async function unpublish(call: Call) {
  const partnerId = partnerAt(call);
  const documentId = await findDocument(call.gateway, partnerId, call.names[1]);
  const force = call.options['force'] === true;
  const { operation } = await call.gateway.mutate<{ operation: Unpublished }>(
    'unpublishOperation',
    { partnerId, documentId, force },
    'operation { documentId name callsLast30Days lastUsedAt }',
  );
  const { name, callsLast30Days } = operation;
  const text = `${name} (${operation.documentId}) can no longer be asked; it had ${countOf(callsLast30Days, 'call')} in 30 days.`;
  return { text, json: operation };
}

/** The id of an operation that is named by its id or its name. */
async function findDocument(gateway: OperatorGateway, partnerId: string, named: string | undefined): Promise<string> {
  if (named === undefined) throw new Refused('Which operation? Name its document id or its name.');
  const operations = await readOperations(gateway, partnerId);
  const bare = named.replace(/^sha256:/, '');
  if (operations.some(({ documentId }) => documentId === bare)) return bare;
  const [first, ...others] = operations.filter(({ name }) => name === named);
  if (!first) throw new Refused(`The partner has no published operation "${named}".`);
  if (others.length === 0) return first.documentId;
  const ids = [first, ...others].map(({ documentId }) => `  ${documentId}`);
  throw new Refused(`The partner has ${ids.length} versions of ${named}; name one by its id:`, ...ids);
}

/** Commands of what partners may ask. */
export const publishingCommands: Readonly<Record<string, Command>> = {
  publish: { usage: '<partner> <manifest.json>', summary: 'publishes the operations of a manifest', run: publish },
  unpublish: {
    usage: '<partner> <document id or name> [--force]',
    summary: 'takes back an operation',
    options: { force: { type: 'boolean' } },
    run: unpublish,
  },
};
