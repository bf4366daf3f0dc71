import type { GuideBlock } from './blocks.ts';

/** What differs from run to run: ids by their prefix, instants, signed tokens, tags. */
const changing: readonly RegExp[] = [/^([a-z]{3})_[0-9a-hjkmnp-tv-z]{26}$/, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/, /^(eyJ)/];

const kindOf = (text: string): string =>
  changing.map((pattern, at) => pattern.exec(text) && `${at} ${pattern.exec(text)?.[1] ?? ''}`).find(Boolean) ?? text;

/** A value with the kind of each text in place of what differs from run to run; keys in one order. */
function simplify(value: unknown): unknown {
  if (typeof value === 'string') return kindOf(value);
  if (Array.isArray(value)) return value.map(simplify);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([key, inner]) => [key, simplify(inner)]),
  );
}

/** Header lines that a guide shows, with any tag and any rest of a budget. */
const simplifyHeader = (line: string): string => line.replace(/^(etag: ).*/, '$1').replace(/r=\d+;t=\d+/, 'r;t');

/** What a guide shows and what came, each without what differs from run to run. */
export function comparable({ language, text }: GuideBlock, output: string): { shown: unknown; came: unknown } {
  if (language === 'json') return { shown: simplify(JSON.parse(text)), came: simplify(JSON.parse(output)) };
  if (language === 'text') return { shown: text.trim(), came: output.trim() };
  const lines = output.split('\r\n').map(simplifyHeader);
  const shown = text.trim().split('\n').map(simplifyHeader);
  return { shown, came: shown.filter((line) => lines.includes(line)) };
}
