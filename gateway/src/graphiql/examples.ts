import type { StoredDocument } from '../documents/stored-documents.ts';

/** One tab: the text of an operation and its variables as JSON text. */
export type Example = { readonly query: string; readonly variables: string };

/** The operation that opens first: what the whole project is about. */
const firstOperation = 'Profile';

/** Values that show something in the demo world, by operation. The customer is @liwei. */
const exampleVariables: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  City: { code: '310100' },
  Customer: { id: 'cus_01kdvdna00e008000000000001' },
  MiniPrograms: { first: 5 },
  Practitioners: { first: 5 },
  Product: { id: 'prd_01kdvdna00e008000000000001' },
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
