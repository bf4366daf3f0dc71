/** At most this many patients are in the care of one customer (H10), and so a plan has at most this many seats. */
export const patientsMax = 8;

/** Administrative gender, in the words of HL7 FHIR R5. */
export const genders = ['MALE', 'FEMALE', 'OTHER', 'UNKNOWN'] as const;

/** What patients are to the customer who cares for them. */
export const relationships = ['SELF', 'CHILD', 'PARENT', 'SPOUSE', 'OTHER'] as const;
