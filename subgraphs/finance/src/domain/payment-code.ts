/** Who says the amount of a payment code. */
export const codeKinds = ['STATIC', 'DYNAMIC'] as const;
