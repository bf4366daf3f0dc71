/** One consent scope in words for customers. */
export interface ScopeWords {
  readonly title: string;
  /** What the partner can see. */
  readonly shows: string;
  /** What the partner cannot see or do with it. */
  readonly hides: string;
}

/** All sixteen consent scopes (enum ConsentScope of the schema) as a customer reads them. */
export const scopeWords = {
  PROFILE_BASIC: {
    title: 'Your name and city',
    shows: 'The name that others see in the app, and the city you live in.',
    hides: 'Not your legal name, your address or your identity number.',
  },
  CONTACT_PHONE: {
    title: 'Part of your phone number',
    shows: 'Your phone number with its middle hidden, such as 138****5678.',
    hides: 'Not the whole number, so nobody can call you with it.',
  },
  CONTACTS_COUNT: {
    title: 'How many contacts you have',
    shows: 'The number of people in your contacts.',
    hides: 'Not who they are.',
  },
  WALLET_BAND: {
    title: 'Roughly how much is in your wallet',
    shows: 'One of four ranges, such as “1,000 to 10,000 yuan”.',
    hides: 'Not the amount, your payments or your cards; no money can be taken with it.',
  },
  PAYMENTS_READ: {
    title: 'Your payments in this mini program',
    shows: 'What you paid inside this partner’s mini program, and when.',
    hides: 'Not what you paid anywhere else; no money can be taken with it.',
  },
  POLICIES_READ: {
    title: 'Your insurance policies',
    shows: 'Which kinds of insurance you have, and until when.',
    hides: 'Not your claims, and not what you told the insurer about yourself.',
  },
  CLAIMS_READ: {
    title: 'Your insurance claims',
    shows: 'Which claims you have made, and how far each one is.',
    hides: 'Not the documents, diagnoses or photos in them.',
  },
  HEALTH_SUMMARY: {
    title: 'Your age group and how active you are',
    shows: 'A range of years, and a range for how much you move.',
    hides: 'Not your birthday, your measurements or your illnesses.',
  },
  HEALTH_PRESCRIPTIONS: {
    title: 'Your current prescriptions',
    shows: 'The medicines that doctors prescribe you now, and how much of each.',
    hides: 'Not why you take them, and not prescriptions that have ended.',
  },
  HEALTH_OFFERS: {
    title: 'Offers that take your health into account',
    shows: 'Lets us choose insurance offers for you by health ranges.',
    hides: 'No health data leaves us, and the price of what you have does not change.',
  },
  VEHICLES_READ: {
    title: 'Your vehicles',
    shows: 'Make, model and year of each of your vehicles.',
    hides: 'Not the number plates or the vehicle identification numbers.',
  },
  TRIPS_READ: {
    title: 'Your rides with this partner',
    shows: 'From which district to which district you rode with this partner, and when.',
    hides: 'Not the addresses, and not your rides with anybody else.',
  },
  LOCATION_COARSE: {
    title: 'The district you are in',
    shows: 'The district you are in while you use this mini program.',
    hides: 'Not your exact place, and nothing while the mini program is closed.',
  },
  ORDERS_READ: {
    title: 'Your orders',
    shows: 'What you ordered, when, and whether it has arrived.',
    hides: 'Not the delivery address, and not how you paid.',
  },
  ADDRESS_READ: {
    title: 'One delivery address',
    shows: 'The one address that you choose for this delivery.',
    hides: 'Not the other addresses in your account.',
  },
  OFFERS_PERSONALISED: {
    title: 'Personal offers',
    shows: 'Lets us choose offers for you by how you use our services.',
    hides: 'Without it you see the same offers as everybody else, at the same prices.',
  },
} as const satisfies Readonly<Record<string, ScopeWords>>;

export type ConsentScope = keyof typeof scopeWords;

/** All consent scopes, in the order in which they are shown. */
export const consentScopes = Object.keys(scopeWords) as readonly ConsentScope[];

/** Whether a text names a consent scope. */
export const isConsentScope = (text: string): text is ConsentScope => Object.hasOwn(scopeWords, text);
