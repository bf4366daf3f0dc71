import type { Caller } from '@ecosystem/kit/caller';
import type { Answer, FinanceWorld } from './finance-world.ts';

/** Customers who are active and have money; whoever is not is refused, which a storm does not need. */
export const stormCustomers = [1, 2, 3, 5] as const;
export const stormMerchants = [1, 2] as const;

/** What a storm has made so far, from which later steps choose. */
export interface StormState {
  readonly world: FinanceWorld;
  readonly packets: { readonly id: string; readonly to: string }[];
  readonly codes: {
    readonly payload: string;
    readonly merchant: number;
    readonly isDynamic: boolean;
    isPaid: boolean;
  }[];
  readonly payments: { readonly id: string; readonly customer: number; readonly merchant: number }[];
  readonly orders: {
    readonly id: string;
    readonly customer: number;
    readonly merchant: number;
    readonly amountMinor: bigint;
  }[];
}

/** One step of one customer: numbers that an action reads as it likes. */
export interface StormStep {
  readonly action: number;
  /** Chooses among what is there. */
  readonly pick: number;
  /** Chooses how: a source, a mode, who asks. */
  readonly choice: number;
  readonly amountMinor: number;
  /** How often the same request is sent at the same moment. */
  readonly sends: number;
}

/** A mutation to send, and what to remember of its success. */
export interface StormRequest {
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly as: Caller;
  readonly fields?: string;
  remember?(answer: Answer): void;
}

/** Makes a request from what there is; null where there is nothing to ask about yet. */
export type StormAction = (state: StormState, step: StormStep, customer: number) => Promise<StormRequest | null>;

/** One of the items, whatever the number. */
export const choose = <Item>(items: readonly Item[], pick: number): Item | undefined => items[pick % items.length];
/** An amount as the API writes it. */
export const textOf = (amountMinor: number): string => (amountMinor / 100).toFixed(2);
