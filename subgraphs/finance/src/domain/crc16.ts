const polynomial = 0x1021;
const initial = 0xffff;
const bitsPerByte = 8;
const highBit = 0x8000;
const mask = 0xffff;
const digitsOfChecksum = 4;

const encoder = new TextEncoder();

/** CRC-16/CCITT-FALSE of the text's UTF-8 bytes, as four upper-case hexadecimal digits (EMVCo names it in tag 63). */
export function crc16(text: string): string {
  let checksum = initial;
  for (const byte of encoder.encode(text)) {
    checksum ^= byte << bitsPerByte;
    for (let bit = 0; bit < bitsPerByte; bit++) {
      checksum = (checksum & highBit ? (checksum << 1) ^ polynomial : checksum << 1) & mask;
    }
  }
  return checksum.toString(16).toUpperCase().padStart(digitsOfChecksum, '0');
}
