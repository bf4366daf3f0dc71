import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVault, type FieldPlace } from './field-encryption.ts';
import { type MasterKeys, parseFieldKeys } from './field-keys.ts';
import { castUuid } from './world.ts';

const keyText = (id: string, fill: string) => `${id}:${Buffer.alloc(32, fill).toString('base64')}`;
const oldKeys = parseFieldKeys(keyText('old', 'a'));
const newKeys = parseFieldKeys(keyText('new', 'b'));
const bothKeys: MasterKeys = [...newKeys, ...oldKeys];
const vault = createVault(oldKeys);
const [liwei, wangfang] = [castUuid(1), castUuid(2)];
const place: FieldPlace = { table: 'kyc_vault', column: 'name_enc', rowId: liwei };
const key = vault.open(vault.createDataKey(liwei), liwei);
const other = vault.open(vault.createDataKey(wangfang), wangfang);

/** The bytes with one bit turned over. */
function turnBit(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

describe('a sealed value', () => {
  test('opens as it was, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(key.open(key.seal(text, place), place)).toBe(text);
      }),
    );
  });

  test('is another one each time, and holds nothing of the text', () => {
    const [first, second] = [key.seal('欧阳娜娜', place), key.seal('欧阳娜娜', place)];

    expect(first).not.toEqual(second);
    expect(Buffer.from(first).includes('欧阳')).toBe(false);
  });

  test.each([
    ['table', { table: 'patients' }],
    ['column', { column: 'id_number_enc' }],
    ['row', { rowId: wangfang }],
    // Parts that run into each other must not look alike.
    ['table and column', { table: 'kyc_vaultname', column: '_enc' }],
  ])('does not open in another %s', (_, change) => {
    expect(() => key.open(key.seal('张伟', place), { ...place, ...change })).toThrow(/does not open/);
  });

  test('does not open with the key of another customer, nor as that customer', () => {
    const wrapped = vault.createDataKey(liwei);

    expect(() => other.open(key.seal('张伟', place), place)).toThrow(/with another key/);
    expect(() => vault.open(wrapped, wangfang)).toThrow(/is of another customer/);
  });

  test('does not open once any bit of it is another one, or its end is missing', () => {
    const sealed = key.seal('张伟', place);

    for (let at = 0; at < sealed.length; at += 1) expect(() => key.open(turnBit(sealed, at), place)).toThrow();
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => key.open(sealed.subarray(0, length), place)).toThrow();
    }
  });

  test('that does not open is named by its place, without the text', () => {
    const open = () => key.open(turnBit(key.seal('张伟', place), 20), place);

    expect(open).toThrow(`The value in kyc_vault.name_enc of ${liwei} does not open`);
    expect(open).not.toThrow('张伟');
  });

  test('of a later form says so', () => {
    const sealed = Uint8Array.from(key.seal('张伟', place));
    sealed[0] = 9;

    expect(() => key.open(sealed, place)).toThrow(/is not in the form of version 1/);
  });
});

describe('a data key', () => {
  test('is random, not derived: two of one customer open nothing of each other', () => {
    const second = vault.open(vault.createDataKey(liwei), liwei);

    expect(() => second.open(key.seal('张伟', place), place)).toThrow(/with another key/);
  });

  test('that was changed anywhere does not open', () => {
    const wrapped = vault.createDataKey(liwei);

    for (let at = 0; at < wrapped.length; at += 1) expect(() => vault.open(turnBit(wrapped, at), liwei)).toThrow();
    expect(() => vault.open(wrapped.subarray(0, 10), liwei)).toThrow();
  });

  test('names the master key that is missing, and one that is another one under its name', () => {
    const wrapped = vault.createDataKey(liwei);
    const impostor = createVault(parseFieldKeys(keyText('old', 'z')));

    expect(() => createVault(newKeys).open(wrapped, liwei)).toThrow(/master key old, which is not configured/);
    expect(() => impostor.open(wrapped, liwei)).toThrow(/the master key old is another one/);
  });

  test('is wrapped with the first master key, and opens with any', () => {
    const wrapped = vault.createDataKey(liwei);
    const sealed = vault.open(wrapped, liwei).seal('张伟', place);
    const both = createVault(bothKeys);

    expect(both.open(wrapped, liwei).open(sealed, place)).toBe('张伟');
    expect(() => vault.open(both.createDataKey(liwei), liwei)).toThrow(/master key new/);
  });

  test('that is wrapped anew needs the old master key no more, and opens what it sealed before', () => {
    const wrapped = vault.createDataKey(liwei);
    const sealed = vault.open(wrapped, liwei).seal('张伟', place);
    const anew = createVault(bothKeys).rewrap(wrapped, liwei);

    expect(createVault(newKeys).open(anew, liwei).open(sealed, place)).toBe('张伟');
    expect(() => createVault(newKeys).rewrap(wrapped, liwei)).toThrow(/which is not configured/);
  });
});
