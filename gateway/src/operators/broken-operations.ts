import { setImmediate as letOthersRun } from 'node:timers/promises';
import { badUserInput } from '@ecosystem/kit/errors';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { dayOf } from '../partners/usage.ts';
import { readOperations } from '../registry/operation-rows.ts';
import type { PartnerOperation } from '../registry/partner-operation.ts';
import type { OperatorRequest } from './desk.ts';
import { presentPartner } from './partner-model.ts';
import { sumUsage, unused } from './usage-rows.ts';

/** Further reasons of one operation are mostly about the same change. */
const reasonsMax = 5;
const usageDays = 30;
const dayMs = 24 * 3_600_000;

/**
 * The published operations of all partners that are not valid against a contract, by partner and name.
 * @param partnerSchema the contract as SDL.
 * @throws PublicError BAD_USER_INPUT if the SDL is no schema.
 */
export async function findBrokenOperations({ desk, partners }: OperatorRequest, partnerSchema: string) {
  const { pool } = desk.database;
  const schema = readSchema(partnerSchema);
  const broken: { readonly operation: PartnerOperation; readonly reasons: readonly string[] }[] = [];
  for (const operation of (await readOperations(pool, null)).toSorted(compareOperations)) {
    const reasons = explain(schema, operation.text);
    if (reasons.length > 0) broken.push({ operation, reasons });
    // There are as many as all partners have published, and requests of others are not to wait for all of them.
    await letOthersRun();
  }
  const from = dayOf(new Date(Date.now() - (usageDays - 1) * dayMs));
  const owners = new Set(broken.map(({ operation }) => operation.partnerId));
  const usages = new Map(
    await Promise.all([...owners].map(async (id) => [id, await sumUsage(pool, id, from)] as const)),
  );
  return broken.map(({ operation: { partnerId, documentId, name }, reasons }) => ({
    partner: async () => {
      const facts = await partners.find(partnerId);
      return facts && presentPartner(desk, facts);
    },
    partnerId,
    documentId,
    name,
    reasons,
    usage: usages.get(partnerId)?.get(documentId) ?? unused,
  }));
}

function readSchema(sdl: string): GraphQLSchema {
  try {
    return buildSchema(sdl);
  } catch (error) {
    throw badUserInput(`"partnerSchema" is no schema: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function explain(schema: GraphQLSchema, text: string): string[] {
  const errors = validate(schema, parse(text), undefined, { maxErrors: reasonsMax });
  return errors.slice(0, reasonsMax).map(({ message }) => message);
}

const compareOperations = (one: PartnerOperation, other: PartnerOperation): number =>
  compare(one.partnerId, other.partnerId) || compare(one.name, other.name) || compare(one.documentId, other.documentId);

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
