import { splitId } from '@ecosystem/kit/ids';
import { recordAction } from './action-log.ts';
import type { OperatorRequest } from './desk.ts';
import type { PartnerFacts } from './social-partners.ts';
import { noPartner, type OperatorUserError } from './user-errors.ts';

/** What every payload has. */
export interface Payload {
  readonly userErrors: readonly OperatorUserError[];
}

/** The input of every mutation: whom it is about. */
export interface PartnerInput {
  readonly partnerId: string;
}

/** Makes the field of a mutation: it finds the partner, leaves a row of what is done, and refuses for a partner that is not there. */
export function mutation<Input extends PartnerInput>(
  action: string,
  /** What of the input the row keeps; no secret. */
  detailsOf: (input: Input) => Readonly<Record<string, unknown>>,
  act: (input: Input, partner: PartnerFacts, request: OperatorRequest) => Promise<Payload>,
) {
  return ({ input }: { readonly input: Input }, request: OperatorRequest): Promise<Payload> => {
    const { desk, operator, partners } = request;
    const { partnerId } = input;
    const started = { operator, action, partnerId, details: detailsOf(input) };
    return recordAction({ pool: desk.database.pool, logger: desk.logger }, started, async () => {
      const partner = splitId(partnerId)?.prefix === 'par' ? await partners.find(partnerId) : null;
      return partner ? act(input, partner, request) : { userErrors: [noPartner(partnerId)] };
    });
  };
}
