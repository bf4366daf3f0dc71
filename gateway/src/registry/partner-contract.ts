import { buildContract, ContractBroken } from '@ecosystem/schema/contract.ts';
import { buildSchema, type GraphQLSchema, printSchema } from 'graphql';
import { type Requirements, readRequirements } from '../authorise/requirements.ts';
import type { LoadedSupergraph } from '../supergraph/supergraph.ts';

/** The tag of what partners may reach. */
const partnerTag = 'partner';

/** What partners may reach of a supergraph, and what it requires of them. */
export interface PartnerContract {
  readonly schema: GraphQLSchema;
  readonly requirements: Requirements;
}

const known = new WeakMap<LoadedSupergraph, PartnerContract | null>();

/** The partner contract of a supergraph; null if it has none, so that partners can ask nothing of it. */
export function contractOf(loaded: LoadedSupergraph): PartnerContract | null {
  const found = known.get(loaded);
  if (found !== undefined) return found;
  const contract = readContract(loaded);
  known.set(loaded, contract);
  return contract;
}

function readContract({ sdl, schema, supergraph }: LoadedSupergraph): PartnerContract | null {
  try {
    const contract = buildContract({ supergraphSdl: sdl, apiSdl: printSchema(schema) }, partnerTag);
    return { schema: buildSchema(contract), requirements: readRequirements(supergraph.schema) };
  } catch (error) {
    if (error instanceof ContractBroken) return null;
    throw error;
  }
}
