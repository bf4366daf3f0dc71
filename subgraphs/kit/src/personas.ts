import { cast } from './demo-facts.ts';
import { splitId } from './ids.ts';
import { castId } from './world.ts';

/** One kind of caller: what its token allows, and whose rows it means when nobody else is named. */
export interface Persona {
  readonly scopes: readonly string[];
  readonly subject: string;
}

/** The names of the demo cast, and their ids. */
export const castIds: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(cast).map(([alias, number]) => [alias, castId('cus', number)])),
  noodle: castId('mer', 1),
  rides: castId('par', 1),
  hospital: castId('par', 2),
  travel: castId('par', 3),
  school: castId('par', 4),
  bank: castId('par', 5),
  shop: castId('par', 6),
};

/** What every customer may read. */
export const customerReads = [
  'customer:read',
  'finance:read',
  'health:read',
  'auto:read',
  'commerce:read',
  'social:read',
] as const;
const customerWrites = [
  'customer:privacy',
  'finance:pay',
  'finance:insure',
  'health:book',
  'auto:use',
  'commerce:buy',
  'social:write',
] as const;
const merchantScopes = ['commerce:sell', 'finance:collect'] as const;

/** Every persona, by its name on the command line: the table of scopes in the domain's section on personas. */
export const personas: Readonly<Record<string, Persona>> = {
  customer: { scopes: [...customerReads, ...customerWrites], subject: castId('cus', 1) },
  explorer: { scopes: customerReads, subject: castId('cus', 1) },
  agent: { scopes: ['customer:assist', 'finance:read', 'social:read', 'social:write'], subject: castId('agt', 1) },
  'claim-handler': { scopes: ['customer:assist', 'finance:assess'], subject: castId('hdl', 1) },
  merchant: { scopes: merchantScopes, subject: castId('mer', 1) },
  workshop: { scopes: [...merchantScopes, 'auto:repair'], subject: castId('mer', 2) },
  pharmacy: { scopes: [...merchantScopes, 'health:dispense'], subject: castId('mer', 3) },
  practitioner: { scopes: ['health:treat', 'social:read', 'social:write'], subject: castId('pra', 1) },
  pharmacist: { scopes: ['health:review'], subject: castId('pra', 2) },
  driver: { scopes: ['auto:drive'], subject: castId('drv', 1) },
  'lot-operator': { scopes: ['auto:park', 'finance:collect'], subject: castId('lot', 1) },
  carrier: { scopes: ['commerce:carry'], subject: castId('par', 7) },
  partner: { scopes: ['partner:read', 'partner:manage'], subject: castId('par', 1) },
  applicant: { scopes: ['partner:manage'], subject: castId('cus', 9) },
  'platform-operator': { scopes: ['partner:review', 'customer:assist'], subject: castId('opr', 1) },
  auditor: { scopes: ['finance:audit'], subject: castId('aud', 1) },
};

/** The persona of that name, or null; inherited names such as `constructor` are none. */
export function findPersona(name: string): Persona | null {
  return (Object.hasOwn(personas, name) ? personas[name] : undefined) ?? null;
}

/** The id that an alias (`liwei`, `@liwei`) or a full id stands for, or null if it is neither. */
export function findSubject(text: string): string | null {
  if (splitId(text)) return text;
  const alias = text.replace(/^@/, '');
  return (Object.hasOwn(castIds, alias) ? castIds[alias] : undefined) ?? null;
}
