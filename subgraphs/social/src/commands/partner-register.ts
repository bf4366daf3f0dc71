import { newId } from '@ecosystem/kit/ids';
import { readText } from '@ecosystem/kit/input';
import { done, refused } from '@ecosystem/kit/result';
import { insertPartner } from '../db/partners.ts';
import { partnerMachine, partnerNameMax } from '../domain/partner.ts';
import { listFirstScopes } from '../domain/partner-scopes.ts';
import { isUscc } from '../domain/uscc.ts';
import type { RegisterPartnerInput } from '../generated/resolvers.ts';
import { type Context, command } from './command.ts';

const usccTaken = refused('USCC_TAKEN', ['uscc'], 'A company with this code is registered already.');

/** A company applies to become a partner; whoever is signed in may apply for it. */
export const registerPartner = command(
  'registerPartner',
  { constraints: { partners_uscc: usccTaken } },
  async (input: RegisterPartnerInput, { pool, at, caller, publish }: Context) => {
    const name = readText(input.name, partnerNameMax, ['name']);
    if (!name.ok) return name;
    const { uscc, kind, industry } = input;
    if (!isUscc(uscc)) return refused('USCC_INVALID', ['uscc'], 'The code or its check character is wrong.');
    const id = newId(at);
    await insertPartner(pool, {
      id,
      name: name.value,
      kind,
      industry,
      status: partnerMachine.follow([]),
      uscc,
      allowedScopes: listFirstScopes(industry),
      registeredBy: caller.subject ?? '',
      createdAt: at,
      updatedAt: at,
    });
    // Events carry the id of a customer to be told in order; those of a partner carry the partner's.
    publish({ topic: 'partner.registered', customerId: id, payload: { partnerId: id, kind, industry } });
    return done({ partnerId: id });
  },
);
