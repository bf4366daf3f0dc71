import { daysAfter } from './days.ts';
import { homeCurrency } from './wallet.ts';

/** Losses that rule FT1 may approve: the words of auto for the severity of an accident. */
export const fastTrackSeverities: readonly string[] = ['SCRATCH', 'MINOR'];
/** The highest estimate that rule FT1 approves, in minor units of the home currency: 2000.00. */
export const fastTrackEstimateMaxMinor = 2000_00n;
/** The fewest photos from which rule FT1 can see the damage. */
export const fastTrackPhotosMin = 3;
/** For how many days before the report no other claim may have been made. */
export const fastTrackQuietDays = 90;

/** Since when no other claim may have been made for a report at this time. */
export function computeQuietSince(at: Date): Date {
  return daysAfter(at, -fastTrackQuietDays);
}

/** What rule FT1 looks at. */
export interface FastTrackFacts {
  readonly cause: string;
  /** The severity that auto has recorded for the accident; null without one, then the cause counts. */
  readonly severity: string | null;
  readonly currency: string;
  readonly estimateMinor: bigint;
  readonly photoCount: number;
  /** Other claims of the customer within the quiet days. */
  readonly claimsIn90Days: number;
}

/** Whether rule FT1 approves a claim, and otherwise why not, in sentences for the handler. */
export interface FastTrackDecision {
  readonly rule: 'FT1';
  readonly isApproved: boolean;
  readonly misses: readonly string[];
}

/** Rule FT1: a scratch or a minor damage of at most 2000.00 with three photos and no claim in 90 days needs no person. */
export function decideFastTrack(facts: FastTrackFacts): FastTrackDecision {
  const { cause, severity, currency, estimateMinor, photoCount, claimsIn90Days } = facts;
  const checks: readonly (readonly [isMet: boolean, miss: string])[] = [
    [fastTrackSeverities.includes(severity ?? cause), 'The damage is neither a scratch nor minor.'],
    [
      currency === homeCurrency && estimateMinor > 0n && estimateMinor <= fastTrackEstimateMaxMinor,
      'The estimate is above 2000.00 or missing.',
    ],
    [photoCount >= fastTrackPhotosMin, `There are fewer than ${fastTrackPhotosMin} photos.`],
    [claimsIn90Days === 0, `There was another claim in the last ${fastTrackQuietDays} days.`],
  ];
  const misses = checks.flatMap(([isMet, miss]) => (isMet ? [] : [miss]));
  return { rule: 'FT1', isApproved: misses.length === 0, misses };
}
