import type { StoredDocument } from '../documents/stored-documents.ts';

/** One tab: the text of an operation and its variables as JSON text. */
export type Example = { readonly query: string; readonly variables: string };

/** The operation that opens first: what the whole project is about. */
const firstOperation = 'Profile';

const yuan = (amount: string) => ({ amount, currency: 'CNY' });
/** The answer to a key is kept: another request needs another key. */
const input = (values: Readonly<Record<string, unknown>>) => ({
  input: { ...values, idempotencyKey: 'change-me-0001' },
});
const payment = 'pay_01m69aqr10f3q832apwfgwtrbc';
const quote = 'quo_01m6467f00efgtfnfr7db1e4vc';
const redPacket = 'pkt_01m6972j10e328jw48sdea73tr';
const wangfang = 'cus_01kdvdna00e008000000000002';

/** Values that show something in the demo world, by operation. The customer is @liwei. */
const exampleVariables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  AuthorisePayment: input({ paymentId: payment, funding: 'WALLET' }),
  BindQuote: input({ quoteId: quote, paymentId: payment }),
  City: { code: '310100' },
  Claim: { id: 'clm_01kxrtjax0f99a5rbmmc5jdd8y' },
  CreatePayment: input({ payableType: 'QUOTE', payableId: quote, amount: yuan('3895.74') }),
  Customer: { id: 'cus_01kdvdna00e008000000000001' },
  FileClaim: input({
    policyId: 'phe_01kkph6w00f6tvb4n982sx858s',
    lossAt: '2026-10-30T04:00:00Z',
    cause: 'ILLNESS',
    description: 'Medicine after a visit.',
    lines: [{ coverageCode: 'DRUGS', amount: yuan('126.40'), evidenceIds: ['evd_01kdvdna00e008000000000001'] }],
  }),
  MiniPrograms: { first: 5 },
  OpenRedPacket: input({ redPacketId: redPacket }),
  PayByCode: input({
    payload:
      '00020101021126340017com.panecosys.pay0109M000000425204581253031565802CN5918Lucky Noodle House6008Shenzhen6304FB51',
    amount: yuan('38.50'),
    funding: 'WALLET',
  }),
  Practitioners: { first: 5 },
  Product: { id: 'prd_01kdvdna00e008000000000001' },
  QuotePolicy: input({
    product: 'AUTO_COMPREHENSIVE',
    vehicleId: 'veh_01kdvdna00e008000000000001',
    coverageCodes: ['OD', 'TPL'],
  }),
  RedPacket: { id: redPacket },
  SendRedPacket: input({ kind: 'LUCKY', total: yuan('8.88'), shares: 3, threadId: 'thr_01kdvdna00e008000000000001' }),
  TransferMoney: input({ toCustomerId: wangfang, amount: yuan('12.30'), note: 'Lunch' }),
};

/** The stored documents of a client as tabs, the profile first, the others by name. */
export function buildExamples(documents: readonly StoredDocument[], client: string): Example[] {
  return documents
    .filter((document) => document.client === client)
    .toSorted(
      (a, b) => Number(b.name === firstOperation) - Number(a.name === firstOperation) || compare(a.name, b.name),
    )
    .map(({ name, text }) => ({ query: text, variables: writeVariables(exampleVariables[name ?? '']) }));
}

const writeVariables = (variables: Readonly<Record<string, unknown>> | undefined) =>
  variables ? JSON.stringify(variables, null, 2) : '';

const compare = (a = '', b = '') => a.localeCompare(b, 'en');
