import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { keyBytes, type MasterKey, type MasterKeys } from './field-keys.ts';
import type { Uuid } from './ids.ts';

// Personal values are sealed with a random data key of their customer; a master key wraps the data key. Without its data key no value of a
// customer opens any more, so destroying 32 bytes erases them all.
//
//   wrapped data key   version · length of the master key's id · id · nonce · ciphertext · tag
//   sealed value       version · nonce · ciphertext · tag

const algorithm = 'aes-256-gcm';
const formatVersion = 1;
/** 96 bits, the length that NIST SP 800-38D (section 5.2.1.1) recommends; random, which is safe for 2^32 values of one key. */
const nonceBytes = 12;
const tagBytes = 16;
/** The version and the length of the id. */
const wrapHeaderBytes = 2;

/** Where a sealed value stands; it opens nowhere else. */
export interface FieldPlace {
  readonly table: string;
  readonly column: string;
  /** What tells the row from others of its customer: its id, or the customer's where a customer has one row. */
  readonly rowId: string;
}

/** The key of one customer's personal values. */
export interface DataKey {
  /** The text, encrypted for this place; two seals of one text differ. */
  seal(text: string, place: FieldPlace): Uint8Array;
  /** @throws FieldEncryptionError if it was changed, was sealed for another place or customer, or with another key. */
  open(sealed: Uint8Array, place: FieldPlace): string;
}

/** Makes and opens data keys; holds the master keys. */
export interface Vault {
  /** A new random data key of a customer, wrapped with the current master key. */
  createDataKey(customerId: Uuid): Uint8Array;
  /** @throws FieldEncryptionError if its master key is not known, it was changed, or it is of another customer. */
  open(wrapped: Uint8Array, customerId: Uuid): DataKey;
  /**
   * The same data key, wrapped with the current master key; what it has sealed stays as it is.
   * @throws FieldEncryptionError as open.
   */
  rewrap(wrapped: Uint8Array, customerId: Uuid): Uint8Array;
}

/** A sealed value or a data key does not open. The message never holds a value or a key. */
export class FieldEncryptionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FieldEncryptionError';
  }
}

/** The vault of these master keys: the first wraps, all unwrap. */
export function createVault(masterKeys: MasterKeys): Vault {
  const [current] = masterKeys;

  function unwrap(wrapped: Uint8Array, customerId: Uuid): Buffer {
    const { id, body } = splitWrapped(wrapped, customerId);
    const master = masterKeys.find((candidate) => candidate.id === id);
    if (!master) {
      throw new FieldEncryptionError(
        `The data key of customer ${customerId} is wrapped with the master key ${id}, which is not configured.`,
      );
    }
    const bytes = decrypt(master.key, body, contextOfWrap(id, customerId));
    if (bytes?.length === keyBytes) return bytes;
    throw new FieldEncryptionError(
      `The data key of customer ${customerId} does not open: it was changed, is of another customer, or the master key ${id} is another one.`,
    );
  }

  return {
    createDataKey: (customerId) => wrap(current, randomBytes(keyBytes), customerId),
    open: (wrapped, customerId) => createDataKeyOf(createSecretKey(unwrap(wrapped, customerId)), customerId),
    rewrap: (wrapped, customerId) => wrap(current, unwrap(wrapped, customerId), customerId),
  };
}

function createDataKeyOf(key: KeyObject, customerId: Uuid): DataKey {
  const contextOf = ({ table, column, rowId }: FieldPlace) => joinContext('field', customerId, table, column, rowId);
  return {
    seal: (text, place) =>
      Buffer.concat([Buffer.of(formatVersion), encrypt(key, Buffer.from(text, 'utf8'), contextOf(place))]),
    open(sealed, place) {
      const where = `The value in ${place.table}.${place.column} of ${place.rowId}`;
      checkVersion(sealed, where);
      const bytes = decrypt(key, sealed.subarray(1), contextOf(place));
      if (bytes) return bytes.toString('utf8');
      throw new FieldEncryptionError(
        `${where} does not open: it was changed, was sealed for another place or customer, or with another key.`,
      );
    },
  };
}

function wrap({ id, key }: MasterKey, dataKey: Buffer, customerId: Uuid): Buffer {
  const name = Buffer.from(id, 'utf8');
  const header = Buffer.of(formatVersion, name.length);
  return Buffer.concat([header, name, encrypt(key, dataKey, contextOfWrap(id, customerId))]);
}

function splitWrapped(wrapped: Uint8Array, customerId: Uuid): { readonly id: string; readonly body: Uint8Array } {
  checkVersion(wrapped, `The data key of customer ${customerId}`);
  const end = wrapHeaderBytes + (wrapped[1] ?? 0);
  return { id: Buffer.from(wrapped.subarray(wrapHeaderBytes, end)).toString('utf8'), body: wrapped.subarray(end) };
}

function checkVersion(bytes: Uint8Array, what: string): void {
  if (bytes[0] === formatVersion) return;
  throw new FieldEncryptionError(`${what} is not in the form of version ${formatVersion}.`);
}

const contextOfWrap = (id: string, customerId: Uuid) => joinContext('data-key', id, customerId);

/** What is authenticated with a ciphertext. JSON keeps the parts apart, whatever they hold. */
function joinContext(...parts: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([formatVersion, ...parts]), 'utf8');
}

function encrypt(key: KeyObject, plain: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Null if the key, the context or a byte is another one; which of them, nobody can tell. */
function decrypt(key: KeyObject, bytes: Uint8Array, context: Buffer): Buffer | null {
  if (bytes.length < nonceBytes + tagBytes) return null;
  const tagAt = bytes.length - tagBytes;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(context)
    .setAuthTag(bytes.subarray(tagAt));
  const plain = decipher.update(bytes.subarray(nonceBytes, tagAt));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
