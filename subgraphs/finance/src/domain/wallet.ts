import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of a wallet: frozen, money still comes in; closed for good, and only when empty. */
export const walletMachine = defineMachine({
  entity: 'wallet',
  initial: 'ACTIVE',
  transitions: [
    ['ACTIVE', 'freeze', 'FROZEN'],
    ['FROZEN', 'unfreeze', 'ACTIVE'],
    ['ACTIVE', 'close', 'CLOSED'],
  ],
});

/** The currency of the wallet that every customer has; a customer has at most one wallet in each currency. */
export const homeCurrency = 'CNY';

/** What is free to spend, in minor units or points: the balance without what is held for authorised payments. */
export function computeAvailable(account: { readonly balanceMinor: bigint; readonly heldMinor: bigint }): bigint {
  return account.balanceMinor - account.heldMinor;
}
