import type { BenchOperation, RequestCase } from './operations.ts';
import { writeRegistration, writeRequest } from './operations.ts';
import type { Variant } from './variants.ts';

/** Where two answers differ. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** The first place where two JSON values differ, or null. The order of the keys of an object says nothing. */
export function findDifference(expected: unknown, found: unknown, path = '$'): Difference | null {
  if (Object.is(expected, found)) return null;
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null)
    return { path, expected, found };
  if (Array.isArray(expected) !== Array.isArray(found)) return { path, expected, found };
  const [left, right] = [expected as Record<string, unknown>, found as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    if (!(key in left) || !(key in right)) {
      return { path: `${path}.${key}`, expected: left[key], found: right[key] };
    }
    const difference = findDifference(left[key], right[key], `${path}.${key}`);
    if (difference) return difference;
  }
  return null;
}

const comparedCases = 12;

/** Some of the requests, spread over all. */
function pickCases(cases: readonly RequestCase[]): RequestCase[] {
  const step = Math.max(1, Math.floor(cases.length / comparedCases));
  return cases.filter((_, index) => index % step === 0).slice(0, comparedCases);
}

/** Asks a variant for the compared requests, and makes texts known whose hashes the load will send. */
export async function askAll(variant: Variant, operation: BenchOperation): Promise<unknown[]> {
  const registration = writeRegistration(variant.wire, operation);
  const [first] = operation.cases;
  if (registration && first) await send(variant.url + registration.path, registration.body, first.token);
  const answers: unknown[] = [];
  for (const one of pickCases(operation.cases)) {
    const { path, body } = writeRequest(variant.wire, operation, one);
    answers.push(await send(variant.url + path, body, one.token));
  }
  return answers;
}

async function send(url: string, body: string, token: string | null): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body,
  });
  const text = await response.text();
  try {
    return { status: response.status, ...(JSON.parse(text) as object) };
  } catch {
    return { status: response.status, text: text.slice(0, 500) };
  }
}

/** A variant that does not give the answers of the first one, and where. */
export interface Refusal {
  readonly variant: Variant;
  readonly difference: Difference;
}

/** Compares all variants with the first; answers with errors are refused too, whoever gives them. */
export async function compareVariants(variants: readonly Variant[], operation: BenchOperation): Promise<Refusal[]> {
  let expected: unknown[] | null = null;
  const refusals: Refusal[] = [];
  for (const variant of variants) {
    const found = await askAll(variant, operation);
    const wrong = found.find((answer) => findFault(answer) !== null);
    const difference = wrong
      ? { path: '$.errors', expected: undefined, found: findFault(wrong) }
      : findDifference(expected ?? found, found);
    if (difference) refusals.push({ variant, difference });
    else expected ??= found;
  }
  return refusals;
}

/** What is wrong with one answer by itself. */
function findFault(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('errors' in answer) return answer.errors;
  return 'status' in answer && answer.status === 200 && 'data' in answer ? null : answer;
}
