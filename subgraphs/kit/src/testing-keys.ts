import { parseFieldKeys } from './field-keys.ts';

/** Keys for personal values in tests and benches, as the environment of a process has them; the same in every run. */
export const testFieldKeysText = `test:${Buffer.alloc(32, 'field keys of tests').toString('base64')}`;

/** The same, read. */
export const testFieldKeys = parseFieldKeys(testFieldKeysText);
