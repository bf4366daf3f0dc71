import type { ConsentTerm } from '../consent-request.ts';

const zone = 'Asia/Shanghai';
const dayFormat = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const dayMs = 24 * 3_600_000;

/** A day as people write it, in China's time. */
export const writeDay = (at: Date): string => dayFormat.format(at);

/** A day and a time, in China's time. */
export const writeMinute = (at: Date): string => minuteFormat.format(at);

/** How long a permission would last if it was given now. */
export function writeTerm(term: ConsentTerm, now: Date): string {
  if (term.duration !== 'TIME_BOUND') {
    const isOnce = term.duration === 'ONE_TIME';
    return isOnce ? 'For one look only. After that the permission is used up.' : 'Until you take it back.';
  }
  const days = term.ttlDays === 1 ? 'one day' : `${term.ttlDays} days`;
  return `For ${days}, until ${writeDay(new Date(now.getTime() + term.ttlDays * dayMs))}. Then it ends by itself.`;
}

/** How often something happened. */
export function writeTimes(count: number): string {
  if (count === 0) return 'never';
  if (count === 1) return 'once';
  return count === 2 ? 'twice' : `${count} times`;
}
