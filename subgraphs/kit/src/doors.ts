import { type Caller, customerOf, owns } from './caller.ts';
import { forbidden } from './errors.ts';
import { formatId, parseId, type Uuid } from './ids.ts';

/** A customer as subgraphs hand it on: the id alone. */
export interface CustomerReference {
  readonly id: Uuid;
}

/** `Query.me`: the caller's id from the signed caller, without a statement; null for callers who are not customers. */
export function resolveMe(caller: Caller): CustomerReference | null {
  const id = customerOf(caller);
  return id === null ? null : { id };
}

/** A customer as a federation representation. */
export function resolveCustomerReference(reference: { readonly id: string }): CustomerReference {
  return { id: parseId('cus', reference.id) };
}

/** The text form of a customer's id. */
export function formatCustomerId({ id }: CustomerReference): string {
  return formatId('cus', id);
}

/** What stands behind an open door, until its fields are asked: whose part of the subgraph it is. */
export interface CustomerProfile {
  readonly customerId: Uuid;
}

/**
 * Opens the door of a subgraph for the customer alone.
 * @throws PublicError FORBIDDEN for everybody else, the same for customers that exist and that do not.
 */
export function openOwnDoor(caller: Caller, customer: CustomerReference): CustomerProfile {
  if (customerOf(caller) !== customer.id) throw forbidden('This part of a customer is for the customer alone.');
  return { customerId: customer.id };
}

/** The row if it belongs to the customer who asks, else null: a row of somebody else answers as a missing one. */
export function findOwn<Row extends { readonly customerId: Uuid }>(caller: Caller, row: Row | null): Row | null {
  return row !== null && owns(caller, row) ? row : null;
}

/**
 * A row that must exist because another row points at it.
 * @throws Error if it does not: the database is broken.
 */
export function expectRow<Row>(row: Row | null): Row {
  if (row === null) throw new Error('A row that another row points at is missing.');
  return row;
}
