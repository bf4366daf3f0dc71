/** How well an identity is proven, from nothing to everything. */
export const kycLevels = ['NONE', 'BASIC', 'STANDARD', 'ENHANCED'] as const;

const idNumberPattern = /^\d{6}(\d{4})\d{7}[\dX]$/;

/** The year of birth in an identity number (GB 11643: characters 7 to 10); null for text that is no such number. */
export function readBirthYear(idNumber: string): number | null {
  const [, year] = idNumberPattern.exec(idNumber) ?? [];
  return year === undefined ? null : Number(year);
}
