import { formatId } from '@ecosystem/kit/ids';
import { demoSubjectId } from '@ecosystem/kit/subject-ids';
import { castId } from '@ecosystem/kit/world';
import { type Attack, contact, hiding, liwei, noView, orders, type Scene } from './attack.ts';

const ask =
  (variables: Record<string, unknown>, documentId = orders.id) =>
  ({ shop }: Scene) => ({
    token: shop,
    body: { documentId, variables },
  });
const someUuid = '01890000-0000-7000-8000-00000000abcd';

/** A name that means nobody to the shop. */
const nobody = (name: string, subjectId: unknown): Attack => ({
  name,
  request: ask({ subjectId }),
  status: 200,
  code: 'CONSENT_REQUIRED',
  data: noView,
  row: { log: 'refusals', code: 'CONSENT_REQUIRED', documentId: orders.id, operationName: orders.name },
});

/** A variable that is none. */
const unfit = (name: string, variables: Record<string, unknown>): Attack => ({
  name,
  request: ask(variables),
  status: 400,
  code: 'BAD_USER_INPUT',
  row: { log: 'refusals', code: 'BAD_USER_INPUT', documentId: orders.id },
});

/** A customer whom the shop knows, and no consent of theirs in force. */
const denied = (name: string, variables: (scene: Scene) => Record<string, unknown>): Attack => ({
  name,
  request: (scene) => ask({ subjectId: liwei, ...variables(scene) })(scene),
  status: 200,
  code: 'CONSENT_REQUIRED',
  data: noView,
  row: { log: 'denied', operationName: orders.name },
});

/** The hiding operation under the demo's consent, which is without the phone. */
const hidden = (variables: Record<string, boolean>, data: Record<string, unknown>, code: string | null): Attack => ({
  name: `a phone number behind conditions: ${JSON.stringify(variables)}`,
  request: ask({ subjectId: liwei, ...variables }, hiding.id),
  status: 200,
  code,
  data: { partnerView: { displayName: '小伟', ...data } },
  row: { log: 'granted', operationName: hiding.name, without: ['phoneMasked'] },
});

/** Attacks by whom they name, and under what. */
export const customerAttacks: readonly Attack[] = [
  nobody("another partner's name for the customer", demoSubjectId(5, 1)),
  nobody("the customer's own id", castId('cus', 1)),
  nobody("the bytes of the customer's id as a name", castId('cus', 1).replace('cus_', 'sub_')),
  nobody('a name that was guessed', formatId('sub', someUuid)),
  nobody('no name', ''),
  nobody('a number', 7),
  nobody('a very long name', `sub_${'0'.repeat(100_000)}`),
  nobody('a name with NUL', 'sub_\0'),
  nobody('a name with half a character', 'sub_\uD800'),
  nobody('a name in capitals', liwei.toUpperCase()),
  nobody('a name with SQL', "sub_' or 1=1 --"),
  unfit('a list of names', { subjectId: [liwei] }),
  unfit('an object as a name', { subjectId: { id: liwei } }),
  unfit('null as a name', { subjectId: null }),
  unfit('no variable', {}),
  unfit('a list of consents', { subjectId: liwei, consentId: [formatId('cns', someUuid)] }),
  unfit('true as a consent', { subjectId: liwei, consentId: true }),
  denied('a consent that was guessed', () => ({ consentId: formatId('cns', someUuid) })),
  denied("another customer's consent", ({ consents }) => ({ consentId: consents.othersCustomer })),
  denied("another partner's consent", ({ consents }) => ({ consentId: consents.othersPartner })),
  denied('a revoked consent', ({ consents }) => ({ consentId: consents.revoked })),
  denied('a consent whose time is over', ({ consents }) => ({ consentId: consents.expired })),
  denied('a rejected request', ({ consents }) => ({ consentId: consents.rejected })),
  denied('a request that is not answered', ({ consents }) => ({ consentId: consents.open })),
  denied('a malformed consent', () => ({ consentId: 'cns_nonsense' })),
  denied('an empty consent', () => ({ consentId: '' })),
  denied('a number as a consent', () => ({ consentId: 1 })),
  denied('a consent with NUL', () => ({ consentId: 'cns_\0' })),
  denied("the customer's id as a consent", () => ({ consentId: castId('cus', 1) })),
  denied('a customer who took all back', () => ({ subjectId: demoSubjectId(6, 7) })),
  {
    name: 'a field outside the consent',
    request: ask({ subjectId: liwei }, contact.id),
    status: 200,
    code: 'CONSENT_REQUIRED',
    data: { partnerView: { subjectId: liwei, displayName: '小伟', phoneMasked: null } },
    row: { log: 'granted', operationName: contact.name, without: ['phoneMasked'] },
  },
  hidden({ in: true, out: false }, { a: null, b: null, c: null }, 'CONSENT_REQUIRED'),
  hidden({ in: true, out: true }, { a: null, b: null }, 'CONSENT_REQUIRED'),
  hidden({ in: false, out: false }, { c: null }, 'CONSENT_REQUIRED'),
  hidden({ in: false, out: true }, {}, null),
  {
    name: 'a view that a condition leaves out',
    request: ask({ subjectId: liwei, in: true, out: true, view: false }, hiding.id),
    status: 200,
    code: null,
    data: {},
    row: { log: 'none' },
  },
];
