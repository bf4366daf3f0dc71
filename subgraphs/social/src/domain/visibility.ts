import type { CustomerStatus } from './customer.ts';

/** What a viewer is to a customer. */
export type Visibility = 'SELF' | 'ASSIGNED' | 'CONTACT' | 'STRANGER';

/** The facts from which the visibility follows. */
export interface Relation {
  readonly isSelf: boolean;
  /** The viewer is staff who look after the customer. */
  readonly isAssigned: boolean;
  /** Both are accepted contacts of each other. */
  readonly isContact: boolean;
}

/** The closest of all relations counts. */
export function decideVisibility({ isSelf, isAssigned, isContact }: Relation): Visibility {
  if (isSelf) return 'SELF';
  if (isAssigned) return 'ASSIGNED';
  return isContact ? 'CONTACT' : 'STRANGER';
}

/** The part of an account that others may see; null stands for hidden and for missing alike. */
export interface AccountView {
  readonly displayName: string | null;
  readonly avatarUrl: string | null;
  readonly phoneMasked: string | null;
  readonly status: CustomerStatus | null;
  readonly joinedAt: Date | null;
}

const nothing: AccountView = { displayName: null, avatarUrl: null, phoneMasked: null, status: null, joinedAt: null };

/**
 * What of an account is shown: the whole to the customer and assigned staff, name and picture to contacts.
 * Of an erased account nothing is left but that it is erased.
 */
export function showAccount(account: AccountView | null, visibility: Visibility): AccountView {
  if (account === null || visibility === 'STRANGER') return nothing;
  const { displayName, avatarUrl, phoneMasked, status, joinedAt } = account;
  const isErased = status === 'ERASED';
  if (visibility === 'CONTACT') return isErased ? nothing : { ...nothing, displayName, avatarUrl };
  return isErased ? { ...nothing, status } : { displayName, avatarUrl, phoneMasked, status, joinedAt };
}
