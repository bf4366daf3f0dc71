import { castId } from '@ecosystem/kit/world';
import { decode } from 'fast-png';
import jsqr from 'jsqr';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeTags, ownScheme, signCode, writeField } from '../src/domain/emvco.ts';
import { dynamicCodeMinutes, referenceAlphabet } from '../src/domain/payment-code.ts';
import { type FinanceWorld, liwei, merchantNumber, newKey, noodle, openFinance, yuan } from './finance-world.ts';
import { payByCodeInput as pay, type ShownCode, writeTestCode as written } from './makers-codes.ts';
import { type MadeCustomer, type MadeMerchant, makeCustomer, makeMerchant } from './makers-payments.ts';

let world: FinanceWorld;
let payer: MadeCustomer;
let shop: MadeMerchant;
beforeAll(async () => {
  world = await openFinance();
  payer = await makeCustomer(world);
  shop = await makeMerchant(world, { name: 'Tea & Ink', schemeNumber: 'T0001' });
});
afterAll(async () => {
  await world.checkInvariants();
  await world[Symbol.asyncDispose]();
});

const staticCode =
  '00020101021126340017com.panecosys.pay0109M000000425204581253031565802CN5918Lucky Noodle House6008Shenzhen6304FB51';
const dynamicCode =
  '00020101021226340017com.panecosys.pay0109M00000042520458125303156540538.505802CN5918Lucky Noodle House6008Shenzhen62120508PI7F3K2Q6304F9C7';
const noodleId = castId('mer', 1);
const minuteMs = 60_000;

const codeFields = 'payload kind merchant { id } amount { amount currency } reference crcValid expiresAt';

const resolve = async (payload: string, fields = codeFields) => {
  const { data, errors } = await world.query(
    `query ($payload: String!) { resolvePaymentCode(payload: $payload) { ${fields} } }`,
    { as: liwei, variables: { payload } },
  );
  expect(errors).toBeUndefined();
  return data?.['resolvePaymentCode'];
};

/** A dynamic code of the shop. */
async function aCode(amount: string, reference?: string, by = shop): Promise<string> {
  const input = { merchantId: by.id, kind: 'DYNAMIC', amount: yuan(amount), reference };
  const { code, userErrors } = await world.mutate('createCollectionCode', input, by.caller, `code { ${codeFields} }`);
  expect(userErrors).toEqual([]);
  return (code as ShownCode).payload;
}

/** The text in a picture, as a phone would read it. */
function scan(pngUrl: string): string | undefined {
  const { width, height, data, channels } = decode(Buffer.from(pngUrl.replace('data:image/png;base64,', ''), 'base64'));
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 4; channel += 1) {
      pixels[pixel * 4 + channel] = channel < channels ? Number(data[pixel * channels + channel]) : 255;
    }
  }
  return jsqr.default(pixels, width, height)?.data;
}

describe('the code of a shop', () => {
  const collectionCode = async (id: string) => {
    const { data, errors } = await world.query(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Merchant { id collectionCode { ${codeFields} } } } }`,
      { as: liwei, variables: { of: [{ __typename: 'Merchant', id }] } },
    );
    expect(errors).toBeUndefined();
    return (data as { _entities: unknown[] })._entities[0];
  };

  test('is static and made of what is known of the shop (AT-18-1)', async () => {
    expect(await collectionCode(noodleId)).toEqual({
      id: noodleId,
      collectionCode: {
        payload: staticCode,
        kind: 'STATIC',
        merchant: { id: noodleId },
        amount: null,
        reference: null,
        crcValid: true,
        expiresAt: null,
      },
    });
  });

  test('is null for a shop that cannot take payments, and for one that nobody knows', async () => {
    const closed = await makeMerchant(world, { isLive: false });
    expect(await collectionCode(closed.id)).toEqual({ id: closed.id, collectionCode: null });
    expect(await collectionCode(castId('mer', 9_999))).toMatchObject({ collectionCode: null });
  });

  test('has names cut to what a code may carry', async () => {
    const long = await makeMerchant(world, { name: '味'.repeat(30), city: 'A city of a very long name' });
    expect(await collectionCode(long.id)).toMatchObject({
      collectionCode: { payload: expect.stringContaining(`5925${'味'.repeat(25)}6015A city of a ver`), crcValid: true },
    });
  });
});

describe('a code that a shop makes', () => {
  test('is dynamic with an amount and the reference of the shop (AT-18-2)', async () => {
    const input = { merchantId: noodleId, kind: 'DYNAMIC', amount: yuan('38.50'), reference: ' PI7F3K2Q ' };
    const answer = await world.mutate('createCollectionCode', input, noodle, `code { ${codeFields} }`);

    expect(answer).toEqual({
      userErrors: [],
      code: {
        payload: dynamicCode,
        kind: 'DYNAMIC',
        merchant: { id: noodleId },
        amount: { amount: '38.50', currency: 'CNY' },
        reference: 'PI7F3K2Q',
        crcValid: true,
        expiresAt: new Date(world.clock.now().getTime() + dynamicCodeMinutes * minuteMs)
          .toISOString()
          .replace('.000Z', 'Z'),
      },
    });
    expect(await resolve(dynamicCode)).toEqual(answer['code']);
  });

  test('has a reference of its own if the shop gives none', async () => {
    const codes = await Promise.all([1, 2, 3].map(() => aCode('1.00')));
    const references = await Promise.all(codes.map(async (code) => ((await resolve(code)) as ShownCode).reference));

    expect(new Set(references).size).toBe(3);
    for (const reference of references) expect(reference).toMatch(new RegExp(`^[${referenceAlphabet}]{8}$`));
  });

  test('is static without one, the same text each time, and may have a reference', async () => {
    const make = (reference?: string) =>
      world.mutate(
        'createCollectionCode',
        { merchantId: noodleId, kind: 'STATIC', reference },
        noodle,
        'code { payload reference }',
      );
    for (const _ of [1, 2]) {
      expect(await make()).toMatchObject({ userErrors: [], code: { payload: staticCode, reference: null } });
      expect(await make('TABLE 7')).toMatchObject({ userErrors: [], code: { reference: 'TABLE 7' } });
    }
  });

  test('asked for twice with one key is the same code', async () => {
    const input = { merchantId: shop.id, kind: 'DYNAMIC', amount: yuan('2.00'), idempotencyKey: newKey() };
    const [first, second] = await Promise.all(
      [1, 2].map(() => world.mutate('createCollectionCode', input, shop.caller, 'code { payload }')),
    );

    expect(first?.['code']).toEqual(second?.['code']);
    expect(await world.refusalOf('createCollectionCode', { ...input, amount: yuan('3.00') }, shop.caller)).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
  });

  test.each([
    ['dynamic without an amount', { kind: 'DYNAMIC' }, 'AMOUNT_REQUIRED'],
    ['static with an amount', { kind: 'STATIC', amount: yuan('1.00') }, 'INVALID_INPUT'],
    ['of zero', { amount: yuan('0.00') }, 'INVALID_INPUT'],
    ['below zero', { amount: yuan('-1.00') }, 'INVALID_INPUT'],
    ['of more than a code can say', { amount: yuan('99999999999.00') }, 'INVALID_INPUT'],
    ['in another currency', { amount: { amount: '5.00', currency: 'USD' } }, 'CURRENCY_UNSUPPORTED'],
    ['with a long reference', { reference: 'R'.repeat(26) }, 'INVALID_INPUT'],
    ['with a line break in its reference', { reference: 'A\nB' }, 'INVALID_INPUT'],
    ['of something that is no shop', { merchantId: castId('cus', 1) }, 'INVALID_INPUT'],
    ['of another shop', { merchantId: noodleId }, 'NOT_FOUND'],
  ])('%s is refused', async (_, input, code) => {
    const asked = {
      merchantId: shop.id,
      kind: 'DYNAMIC',
      ...('kind' in input ? {} : { amount: yuan('1.00') }),
      ...input,
    };
    expect(await world.refusalOf('createCollectionCode', asked, shop.caller)).toBe(code);
  });

  test('is refused to a shop that cannot take payments, to one that nobody knows, and for a reference twice', async () => {
    const closed = await makeMerchant(world, { isLive: false });
    const refusal = (merchantId: string, caller = shop.caller, reference?: string) =>
      world.refusalOf('createCollectionCode', { merchantId, kind: 'DYNAMIC', amount: yuan('1.00'), reference }, caller);
    await aCode('1.00', 'TWICE');

    expect(await refusal(closed.id, closed.caller)).toBe('PAYEE_NOT_LIVE');
    expect(await refusal(castId('mer', 9_998), merchantNumber(9_998))).toBe('NOT_FOUND');
    expect(await refusal(shop.id, shop.caller, 'TWICE')).toBe('INVALID_INPUT');
  });
});

describe('a scanned text', () => {
  test.each([
    ['a web address', 'https://example.com'],
    ['nothing', ''],
    ['half a code', staticCode.slice(0, 60)],
  ])('that is %s is no payment code', async (_, text) => {
    expect(await resolve(text)).toBeNull();
    expect(await world.refusalOf('payByCode', pay(text, '1.00'), payer.caller)).toBe('QR_MALFORMED');
  });

  test('with any one character changed is found out (AT-18-3)', async () => {
    const seen = new Set<string>();
    for (const [at, character] of [...staticCode].entries()) {
      const changed = `${staticCode.slice(0, at)}${character === '7' ? '8' : '7'}${staticCode.slice(at + 1)}`;
      const shown = await resolve(changed, 'crcValid merchant { id }');
      if (shown !== null) expect(shown).toEqual({ crcValid: false, merchant: null });
      const refusal = await world.refusalOf('payByCode', pay(changed, '1.00'), payer.caller);
      expect(refusal).toBe(shown === null ? 'QR_MALFORMED' : 'QR_CRC');
      seen.add(refusal);
    }
    expect(seen).toEqual(new Set(['QR_CRC', 'QR_MALFORMED']));
  });

  test('of another scheme is read and belongs to nobody here (AT-32-1)', async () => {
    const other = signCode(
      [
        writeField(codeTags.version, '01'),
        writeField(codeTags.initiation, '11'),
        writeField(codeTags.merchantAccount, writeField('00', 'hk.com.other') + writeField('01', 'M00000042')),
        writeField(codeTags.merchantCategoryCode, '5812'),
        writeField(codeTags.currency, '344'),
        writeField(codeTags.amount, '12.00'),
        writeField(codeTags.country, 'HK'),
        writeField(codeTags.merchantName, 'Dim Sum'),
        writeField(codeTags.city, 'Hong Kong'),
      ].join(''),
    );

    expect(await resolve(other)).toMatchObject({
      kind: 'STATIC',
      merchant: null,
      amount: { amount: '12.00', currency: 'HKD' },
      crcValid: true,
    });
    expect(await world.refusalOf('payByCode', pay(other, '12.00'), payer.caller)).toBe('QR_SCHEME_UNSUPPORTED');
  });

  test('of our scheme that nobody was given belongs to nobody', async () => {
    const forged = written({ kind: 'DYNAMIC', amountMinor: 1_00n, reference: 'FORGED' });
    const unknown = written({ schemeNumber: 'T9999' });

    for (const payload of [forged, unknown]) {
      expect(payload).toContain(ownScheme);
      expect(await resolve(payload)).toMatchObject({ merchant: null, crcValid: true, expiresAt: null });
      expect(await world.refusalOf('payByCode', pay(payload, '1.00'), payer.caller)).toBe('NOT_FOUND');
    }
  });

  test('is drawn as pictures that say it again', async () => {
    for (const payload of [
      staticCode,
      dynamicCode,
      written({ merchantName: '味'.repeat(25), reference: '桌'.repeat(25) }),
    ]) {
      const { imageSvg, imagePngUrl } = (await resolve(payload, 'imageSvg imagePngUrl')) as ShownCode;

      expect(imagePngUrl).toMatch(/^data:image\/png;base64,/);
      expect(scan(imagePngUrl)).toBe(payload);
      expect(imageSvg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>\s*$/s);
    }
  });
});
