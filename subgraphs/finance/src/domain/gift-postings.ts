import { credit, debit, houseAccount, type Posting, walletAccount } from './ledger.ts';

/** Money on its way from one customer to another; the amount in minor units. */
interface Gift {
  readonly fromId: string;
  readonly toId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

/** Money that goes straight from wallet to wallet. */
export function transferPostings({ fromId, toId, amountMinor, currency }: Gift): Posting[] {
  const narrative = 'Transfer';
  return [
    debit(walletAccount(fromId, currency), amountMinor, { narrative }),
    credit(walletAccount(toId, currency), amountMinor, { narrative }),
  ];
}

/** Money that the house keeps for whoever opens the red packet. */
export function packetPostings({ fromId, amountMinor, currency }: Omit<Gift, 'toId'>): Posting[] {
  return [
    debit(walletAccount(fromId, currency), amountMinor, { narrative: 'Red packet' }),
    credit(houseAccount('red-packet', fromId, currency), amountMinor),
  ];
}

/** Money that leaves a red packet of `fromId`: a share of it, or what is left, which goes back to `fromId`. */
export function packetSharePostings({ fromId, toId, amountMinor, currency }: Gift): Posting[] {
  const narrative = fromId === toId ? 'Rest of a red packet' : 'Red packet';
  return [
    debit(houseAccount('red-packet', fromId, currency), amountMinor),
    credit(walletAccount(toId, currency), amountMinor, { narrative }),
  ];
}
