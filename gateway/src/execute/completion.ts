/** A value that a subgraph should not have given, or did not give. */
export interface Violation {
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** Whether there was no value at all: what was not fetched cannot be wrong. */
  readonly isMissing: boolean;
}

/**
 * One completion of an answer. Places are followed only once something is found to be wrong: the answer is then completed a second
 * time, so that the usual one costs no paths.
 */
export class Completion {
  isViolated = false;
  readonly violations: Violation[] = [];
  readonly #path: (string | number)[] | null;

  constructor({ isTracing }: { isTracing: boolean }) {
    this.#path = isTracing ? [] : null;
  }

  /** Notes a violation at the current place. */
  violate(message: string, value: unknown): void {
    this.isViolated = true;
    if (this.#path && this.violations.length < violationsMax) {
      this.violations.push({ message, path: [...this.#path], isMissing: value === undefined });
    }
  }

  enter(step: string | number): void {
    this.#path?.push(step);
  }

  leave(): void {
    this.#path?.pop();
  }
}

/** More are not listed one by one: a subgraph that is wrong about one element is often wrong about all of a list. */
const violationsMax = 100;

/** Stands for a null that may not be and takes its parent with it (GraphQL, section 6.4.4). */
export const bubbling = Symbol('null where it may not be');

/** Makes the value of an answer from what was fetched: the value, null, or `bubbling`. */
export type Complete = (value: unknown, completion: Completion) => unknown;
