import { castId, castUuid } from '@ecosystem/kit/world';
import { and, asc, eq, sql } from 'drizzle-orm';
import {
  knownContacts,
  knownCustomers,
  knownThreadMembers,
  ledgerAccounts,
  redPacketShares,
  redPackets,
  wallets,
} from '../src/db/tables.ts';
import { accountRuleOf, assetExponent, walletAccount } from '../src/domain/ledger.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { customerNumber, type FinanceWorld, yuan } from './finance-world.ts';

/** Makes two customers, by their numbers, contacts of each other. */
export async function befriend({ subgraph }: FinanceWorld, one: number, other: number): Promise<void> {
  const [first, second] = [castUuid(one), castUuid(other)];
  await subgraph.database.write
    .insert(knownContacts)
    .values([
      { customerId: first, contactId: second },
      { customerId: second, contactId: first },
    ])
    .onConflictDoNothing();
}

/** Puts customers into a chat, whose number is free to choose, and tells its id. */
export async function aThread({ subgraph }: FinanceWorld, number: number, members: readonly number[]): Promise<string> {
  await subgraph.database.write
    .insert(knownThreadMembers)
    .values(members.map((member) => ({ threadId: castUuid(number), customerId: castUuid(member) })));
  return castId('thr', number);
}

/** Opens a wallet for a customer who is not of the demo world. */
export async function aWallet({ subgraph }: FinanceWorld, customer: number): Promise<void> {
  const account = walletAccount(castUuid(customer), homeCurrency);
  const { ownerKind, normal, allowNegative } = accountRuleOf(account);
  const exponent = assetExponent(account.asset);
  const id = castUuid(customer);
  const { write } = subgraph.database;
  await write
    .insert(ledgerAccounts)
    .values({ ...account, id, ownerKind, normal, allowNegative, exponent, balanceMinor: 0n, heldMinor: 0n });
  await write.insert(wallets).values({
    customerId: account.ownerId,
    id,
    status: 'ACTIVE',
    accountId: id,
    dailyLimitMinor: 1_000_00n,
    currency: homeCurrency,
  });
}

/** Sets the state of a customer's wallet. */
export async function setWallet(
  { subgraph }: FinanceWorld,
  customer: number,
  changes: Partial<Pick<typeof wallets.$inferInsert, 'status' | 'dailyLimitMinor'>>,
): Promise<void> {
  await subgraph.database.write
    .update(wallets)
    .set(changes)
    .where(eq(wallets.customerId, castUuid(customer)));
}

/** Sets the state of a customer's account. */
export async function setAccount(
  { subgraph }: FinanceWorld,
  customer: number,
  status: (typeof knownCustomers.$inferInsert)['status'],
): Promise<void> {
  await subgraph.database.write
    .insert(knownCustomers)
    .values({ customerId: castUuid(customer), status })
    .onConflictDoUpdate({ target: knownCustomers.customerId, set: { status } });
}

/** What is in an account of the ledger, in minor units; 0 if it was never used. A null owner sums over all. */
export async function balanceOf({ subgraph }: FinanceWorld, code: string, ownerId: string | null): Promise<bigint> {
  const [found] = await subgraph.database.read
    .select({ minor: sql<string>`coalesce(sum(${ledgerAccounts.balanceMinor}), 0)` })
    .from(ledgerAccounts)
    .where(
      and(
        sql`${ledgerAccounts.code} = ${code} and ${ledgerAccounts.asset} in ('CNY', 'PTS')`,
        ownerId === null ? undefined : eq(ledgerAccounts.ownerId, ownerId),
      ),
    );
  return BigInt(found?.minor ?? 0);
}

/** What is in the wallet of a customer, in fen. */
export const walletOf = (world: FinanceWorld, customer: number): Promise<bigint> =>
  balanceOf(world, 'wallet', castUuid(customer));

const packetFields = `redPacket {
  id kind status shares claimedShares message expiresAt sender { id } total { amount } claimedAmount { amount }
  claims { claimant { id } amount { amount currency } claimedAt isLuckiest }
}`;

/** A red packet as the API shows it. */
export interface ShownPacket {
  readonly id: string;
  readonly status: string;
  readonly claimedShares: number;
  readonly claimedAmount: { readonly amount: string };
  readonly claims: readonly {
    readonly claimant: { readonly id: string };
    readonly amount: { readonly amount: string };
    readonly isLuckiest: boolean;
  }[];
}

/** Sends a red packet of a customer; @returns it as it was shown. */
export async function aPacket(
  world: FinanceWorld,
  from: number,
  total: string,
  input: Record<string, unknown>,
): Promise<ShownPacket> {
  const given = { kind: 'LUCKY', shares: 1, total: yuan(total), ...input };
  const { redPacket, userErrors } = await world.mutate('sendRedPacket', given, customerNumber(from), packetFields);
  if (!redPacket) throw new Error(`No red packet was sent: ${JSON.stringify(userErrors)}.`);
  return redPacket as ShownPacket;
}

/** A red packet as a customer sees it. */
export async function readPacket(world: FinanceWorld, id: string, customer: number): Promise<ShownPacket | null> {
  const query = `query ($id: ID!) { redPacket(id: $id) ${packetFields.slice('redPacket'.length)} }`;
  const { data, errors } = await world.query(query, { as: customerNumber(customer), variables: { id } });
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return (data as { redPacket: ShownPacket | null }).redPacket;
}

const openFields =
  'claim { claimant { id } amount { amount } claimedAt isLuckiest } redPacket { status claimedShares claimedAmount { amount } }';

/** Lets a customer open a red packet. */
export const openPacket = (world: FinanceWorld, { id }: Pick<ShownPacket, 'id'>, customer: number) =>
  world.mutate('openRedPacket', { redPacketId: id }, customerNumber(customer), openFields);

/** The code with which a customer may not open a red packet. */
export const refusalOfOpening = (world: FinanceWorld, { id }: Pick<ShownPacket, 'id'>, customer: number) =>
  world.refusalOf('openRedPacket', { redPacketId: id }, customerNumber(customer));

/** All rows that a red packet can change. */
export async function packetRows({ subgraph }: FinanceWorld): Promise<unknown[]> {
  const { read } = subgraph.database;
  return [
    await read.select().from(redPackets).orderBy(asc(redPackets.id)),
    await read.select().from(redPacketShares).orderBy(asc(redPacketShares.packetId), asc(redPacketShares.slot)),
    await read.select().from(ledgerAccounts).orderBy(asc(ledgerAccounts.id)),
    await read.select().from(wallets).orderBy(asc(wallets.id)),
  ];
}
