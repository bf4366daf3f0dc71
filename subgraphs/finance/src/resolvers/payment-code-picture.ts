import type { QRCodeOptions } from 'qrcode';

/** Level M: a reader still understands the picture when 15 % of it are damaged (ISO/IEC 18004). */
const options = { errorCorrectionLevel: 'M' } as const satisfies QRCodeOptions;
/** Pixels for each square of the picture, so that a code of usual length is about 400 pixels wide. */
const scalePx = 8;

// The library is loaded with the first picture: most processes never draw one.

/** The text as a QR picture: an SVG document. */
export async function drawSvg(text: string): Promise<string> {
  const { toString: draw } = await import('qrcode');
  return draw(text, { ...options, type: 'svg' });
}

/** The text as a QR picture: a PNG file as a data URL. */
export async function drawPngUrl(text: string): Promise<string> {
  const { toDataURL: draw } = await import('qrcode');
  return draw(text, { ...options, type: 'image/png', scale: scalePx });
}
