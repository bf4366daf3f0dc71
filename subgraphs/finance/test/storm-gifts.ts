import { castId, castUuid } from '@ecosystem/kit/world';
import { knownContacts } from '../src/db/tables.ts';
import { customerNumber, type FinanceWorld, yuan } from './finance-world.ts';
import { choose, type StormAction, type StormState, stormCustomers, textOf } from './storm-world.ts';

/** Makes all customers of a storm contacts of each other, so that they may send money. */
export async function befriend({ subgraph }: FinanceWorld): Promise<void> {
  const pairs = stormCustomers.flatMap((from) =>
    stormCustomers.filter((to) => to !== from).map((to) => ({ customerId: castUuid(from), contactId: castUuid(to) })),
  );
  await subgraph.database.write.insert(knownContacts).values(pairs).onConflictDoNothing();
}

/** A customer, now and then the sender. */
const receiverOf = (pick: number): string => castId('cus', choose(stormCustomers, pick) ?? 1);

export const transferMoney: StormAction = async (_, { pick, amountMinor }, customer) => ({
  mutation: 'transferMoney',
  input: { toCustomerId: receiverOf(pick), amount: yuan(textOf(amountMinor)) },
  as: customerNumber(customer),
});

export const sendRedPacket: StormAction = async ({ packets }, { pick, choice, amountMinor }, customer) => {
  const toCustomerId = receiverOf(pick);
  return {
    mutation: 'sendRedPacket',
    input: { kind: choice % 2 === 0 ? 'LUCKY' : 'FIXED', total: yuan(textOf(amountMinor)), shares: 1, toCustomerId },
    as: customerNumber(customer),
    fields: 'redPacket { id }',
    remember({ redPacket }) {
      packets.push({ id: (redPacket as { readonly id: string }).id, to: toCustomerId });
    },
  };
};

/** Mostly by whom it is for. */
export const openRedPacket: StormAction = async ({ packets }: StormState, { pick, choice }, customer) => {
  const packet = choose(packets, pick);
  if (!packet) return null;
  const other = customerNumber(customer);
  return {
    mutation: 'openRedPacket',
    input: { redPacketId: packet.id },
    as: choice % 3 === 0 ? other : { ...other, subject: packet.to },
  };
};
