/** Family names of two characters; every other name is taken to begin with a family name of one. */
const longFamilyNames = new Set(['欧阳', '司马', '上官', '诸葛', '司徒', '东方', '皇甫', '尉迟', '公孙', '令狐']);

/** The family name, the rest as one star for each character, at least one: 张伟 -> 张*, 欧阳娜娜 -> 欧阳**. */
export function maskName(name: string): string {
  const characters = [...name];
  const family = longFamilyNames.has(characters.slice(0, 2).join('')) ? 2 : 1;
  return characters.slice(0, family).join('') + '*'.repeat(Math.max(1, characters.length - family));
}

/** First three and last four digits of a mainland number without its country code: 138****5678. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/^\+86\s*/, '').replaceAll(/\D/g, '');
  return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

/** First and last character: 4****************4 (GB 11643, 18 characters). */
export function maskIdNumber(idNumber: string): string {
  return idNumber.charAt(0) + '*'.repeat(Math.max(1, idNumber.length - 2)) + idNumber.slice(-1);
}

/** First three and last four characters of a VIN (ISO 3779): LZZ**********0001. */
export function maskVin(vin: string): string {
  return vin.slice(0, 3) + '*'.repeat(Math.max(1, vin.length - 7)) + vin.slice(-4);
}
