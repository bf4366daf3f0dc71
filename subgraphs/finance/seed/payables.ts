import { finesOf, finingCity, ridesOf } from '@ecosystem/kit/demo-auto';
import { hasPayment, orderTotalOf } from '@ecosystem/kit/demo-facts';
import { visitsOf } from '@ecosystem/kit/demo-health';
import { clinicMerchant, rideMerchant } from '@ecosystem/kit/demo-merchants';
import { countOrders, orderUuid, shopOf } from '@ecosystem/kit/demo-orders';
import { castUuid } from '@ecosystem/kit/world';
import type { knownPayables } from '../src/db/tables.ts';
import type { PayableType } from '../src/domain/payment-kinds.ts';
import { homeCurrency } from '../src/domain/wallet.ts';
import { isActive } from './people.ts';
import { computeRideHold, type TeamOf } from './purchases.ts';

type PayableRow = typeof knownPayables.$inferInsert;

/** What a customer has paid or can pay, as its owners would tell finance. */
export function payablesOf(customer: number, teamOf: TeamOf): PayableRow[] {
  if (!isActive(customer)) return [];
  const row = (type: PayableType, id: string, merchant: number | null, amountMinor: bigint): PayableRow => ({
    type,
    id,
    customerId: castUuid(customer),
    merchantId: merchant === null ? null : castUuid(merchant),
    cityCode: merchant === null ? finingCity : null,
    amountMinor,
    currency: homeCurrency,
  });
  const orders = Array.from({ length: countOrders(customer) }, (_, order) => order).filter((order) =>
    hasPayment(customer, order),
  );
  return [
    ...orders.map((order) =>
      row(
        'ORDER',
        orderUuid(customer, order),
        shopOf(customer, order, teamOf(customer, order)),
        orderTotalOf(customer, order),
      ),
    ),
    ...ridesOf(customer).map((ride) => row('RIDE', ride.id, rideMerchant, computeRideHold(ride))),
    // What was given up is not to be paid.
    ...finesOf(customer).flatMap(({ id, steps, amountMinor }) =>
      steps.includes('revoke') ? [] : [row('TRAFFIC_FINE', id, null, amountMinor)],
    ),
    ...visitsOf(customer).flatMap(({ id, steps, feeMinor }) =>
      steps.includes('enterInError') ? [] : [row('APPOINTMENT', id, clinicMerchant, feeMinor)],
    ),
  ];
}
