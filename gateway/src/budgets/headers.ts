import type { BudgetState } from './budget.ts';

/** What the policy is called in the headers. */
const policyName = 'quota';
/** Structured fields hold whole numbers of at most 15 digits (RFC 9651, 3.3.1). */
const integerMax = 999_999_999_999_999;

/**
 * The headers `RateLimit-Policy` and `RateLimit`, in lower case, of draft-ietf-httpapi-ratelimit-headers: quota and window in seconds,
 * what is left of it and in how many seconds it is whole again. The unit is cost.
 */
export function writeRateLimitHeaders({ quota, windowS, remaining, resetS }: BudgetState): [string, string][] {
  const write = (value: number) => String(Math.min(Math.max(Math.floor(value), 0), integerMax));
  return [
    ['ratelimit-policy', `"${policyName}";q=${write(quota)};w=${write(windowS)}`],
    ['ratelimit', `"${policyName}";r=${write(remaining)};t=${write(resetS)}`],
  ];
}
