import { defineMachine } from '@ecosystem/kit/transitions';

/** The life of an order. A paid order goes on at once: it is packed, or waits for its team. */
export const orderMachine = defineMachine({
  entity: 'order',
  initial: 'PENDING_PAYMENT',
  transitions: [
    ['PENDING_PAYMENT', 'pay', 'PAID'],
    ['PENDING_PAYMENT', 'cancel', 'CANCELLED'],
    ['PENDING_PAYMENT', 'expire', 'EXPIRED'],
    ['PAID', 'prepare', 'TO_SHIP'],
    ['PAID', 'awaitTeam', 'AWAITING_TEAM'],
    ['AWAITING_TEAM', 'formTeam', 'TO_SHIP'],
    ['AWAITING_TEAM', 'expireTeam', 'REFUNDED'],
    ['TO_SHIP', 'cancel', 'CANCELLED'],
    ['TO_SHIP', 'shipPart', 'PARTIALLY_SHIPPED'],
    ['TO_SHIP', 'shipAll', 'SHIPPED'],
    ['PARTIALLY_SHIPPED', 'shipAll', 'SHIPPED'],
    ['SHIPPED', 'deliver', 'DELIVERED'],
    ['DELIVERED', 'confirm', 'COMPLETED'],
    ['DELIVERED', 'confirmAutomatically', 'COMPLETED'],
    ['SHIPPED', 'refund', 'REFUNDED'],
    ['DELIVERED', 'refund', 'REFUNDED'],
    ['COMPLETED', 'refund', 'REFUNDED'],
  ],
});

/** The states of a payment, of which an order keeps a copy; finance moves them. */
export const paymentStatuses = [
  'CREATED',
  'AUTHORISED',
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
] as const;

/** How long stock is reserved for an order that is not paid. */
export const payWindowMinutes = 15;

/** Asia/Shanghai has no summer time. */
const shanghaiOffsetMs = 8 * 3_600_000;
const numberSpace = 10n ** 12n;

/**
 * The number told to the buyer: the day in Shanghai and twelve digits from the order's id, for example 261031-048291-337720.
 * Digits can be read aloud; an id that would repeat a number is refused by the database, and a new id gives a new number.
 */
export function formatOrderNumber(order: { readonly id: string; readonly placedAt: Date }): string {
  const day = new Date(order.placedAt.getTime() + shanghaiOffsetMs).toISOString().slice(2, 10).replaceAll('-', '');
  const digits = String(BigInt(`0x${order.id.slice(-12)}`) % numberSpace).padStart(12, '0');
  return `${day}-${digits.slice(0, 6)}-${digits.slice(6)}`;
}
