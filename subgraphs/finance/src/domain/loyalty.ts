/** The tiers of customers, lowest first. */
export const loyaltyTiers = ['STANDARD', 'SILVER', 'GOLD', 'PLATINUM'] as const;
