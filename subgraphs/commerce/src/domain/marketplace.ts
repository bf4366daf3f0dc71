/** The six marketplaces, in the order in which they are listed. */
export const marketplaceCodes = [
  'C2C_BAZAAR',
  'BRAND_MALL',
  'GROUP_DEALS',
  'WHOLESALE_CN',
  'WHOLESALE_GLOBAL',
  'RETAIL_GLOBAL',
] as const;

/** Who stands behind a shop; a person cannot be on BRAND_MALL. */
export const sellerKinds = ['PERSONAL', 'BUSINESS'] as const;
