/** The most characters of a version; the grammar itself sets no limit. */
export const versionCharactersMax = 64;

/** The expression that semver.org publishes for semantic versioning 2.0.0. */
const versionPattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$/;

/** Whether the text is a semantic version of at most 64 characters. */
export function isSemanticVersion(text: string): boolean {
  // The length first: a long text would keep the expression busy.
  return text.length <= versionCharactersMax && versionPattern.test(text);
}
