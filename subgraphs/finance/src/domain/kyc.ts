/** How well an identity is proven, from nothing to everything. */
export const kycLevels = ['NONE', 'BASIC', 'STANDARD', 'ENHANCED'] as const;
