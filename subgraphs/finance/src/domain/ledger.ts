/** The accounts of the chart that are built: both owe the customer. */
export const ledgerCodes = ['wallet', 'points'] as const;

/** The side of the ledger on which an account grows. */
export const ledgerNormals = ['DEBIT', 'CREDIT'] as const;
