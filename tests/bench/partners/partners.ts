import { testFieldKeysText } from '@ecosystem/kit/testing-keys';
import { definitions } from '../../definitions.ts';
import { checkResult, chooseLoad } from '../load/load.ts';
import type { BenchOptions } from '../options.ts';
import { findPorts, startProcess } from '../processes.ts';
import { computeMedian } from '../statistics.ts';
import type { BenchWorld } from '../world/bench-world.ts';
import { openPartnerWorld, type PartnerWorld } from './partner-world.ts';

const connections = 64;
/** No budget that stops the bench. */
const quota = 1_000_000_000;

const variants = ['partner', 'firstParty'] as const;
type Variant = (typeof variants)[number];

/** The least rate of partners as a part of that of frontends. */
const shareMin = 0.6;

/**
 * Reads customers as a partner, with consent, budget and log, and the same as a frontend would, in turn, at 64 connections.
 * @throws Error if an answer is wrong, or an answer of the partner has no row in the log.
 */
export async function measurePartners(
  world: BenchWorld,
  options: Pick<BenchOptions, 'rounds' | 'durationS' | 'warmUpS'>,
  say: (sentence: string) => void,
): Promise<void> {
  const partners = await openPartnerWorld(world);
  try {
    const urls = await startServers(world, partners);
    const load = await chooseLoad();
    const rates: Record<Variant, number[]> = { partner: [], firstParty: [] };
    const run = async (variant: Variant, durationS: number, isChecking = false): Promise<number> => {
      const { requestsPath } = partners;
      const before = await partners.countAccesses();
      const result = await load.run({
        url: urls[variant],
        requestsPath,
        connections,
        durationS,
        offset: 0,
        isChecking,
      });
      checkResult(variant, result);
      const logged = (await partners.countAccesses()) - before;
      if (variant === 'partner' && logged < result.requests) {
        throw new Error(`${result.requests} answers, but ${logged} rows in the log.`);
      }
      return (result.requests / result.durationUs) * 1e6;
    };
    for (const variant of variants) {
      await run(variant, 1, true);
      await run(variant, options.warmUpS);
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const variant of variants) rates[variant].push(await run(variant, options.durationS));
      say(`  round ${round} of ${options.rounds}`);
    }
    report(rates, load.name);
  } finally {
    await partners.close();
  }
}

async function startServers(
  world: BenchWorld,
  { socialUrl, gatewayUrl }: PartnerWorld,
): Promise<Record<Variant, string>> {
  const [own = 0, plain = 0] = await findPorts(2);
  const urls = { partner: `http://127.0.0.1:${own}`, firstParty: `http://127.0.0.1:${plain}` };
  const databases = Object.fromEntries(Object.keys(definitions).map((name) => [name, world.url(name)]));
  await startProcess({
    name: 'gateway',
    args: ['gateway/src/main.ts'],
    env: {
      ...{ DATA_DIR: world.dataDir, DATABASE_URL: world.url('postgres'), SOCIAL_DATABASE_URL: socialUrl },
      ...{ GATEWAY_DATABASE_URL: gatewayUrl, SEED: 'demo', FIELD_KEYS: testFieldKeysText, JOBS: 'off' },
      ...{ PARTNER_QUOTA: String(quota), LOG_LEVEL: 'warn', HOST: '127.0.0.1', PORT: String(own) },
    },
    readyUrl: `${urls.partner}/ready`,
  });
  await startProcess({
    name: 'first party',
    args: [
      'tests/bench/partners/plain-server.ts',
      ...['--databases', JSON.stringify({ ...databases, social: socialUrl })],
      ...['--data-dir', world.dataDir, '--port', String(plain)],
    ],
    readyUrl: `${urls.firstParty}/ready`,
  });
  return urls;
}

function report(rates: Record<Variant, number[]>, load: string): void {
  const rate = (variant: Variant) => computeMedian(rates[variant]);
  const share = rate('partner') / rate('firstParty');
  const lines = [
    `Q8, requests per second at ${connections} connections (medians, load by ${load}; every answer of the partner has its row in the log):`,
    '',
    '| | requests/s |',
    '|---|--:|',
    `| as a partner: registered operation, budget, consent, access log | ${rate('partner').toFixed(0)} |`,
    `| as a frontend: stored document, nothing of that | ${rate('firstParty').toFixed(0)} |`,
    `| ratio, at least ${shareMin} | ${share.toFixed(2)} |`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
