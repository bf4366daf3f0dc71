import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '@ecosystem/kit/database';
import { checkInvariants } from '@ecosystem/kit/invariants';
import { testFieldKeysText } from '@ecosystem/kit/testing-keys';
import { definitions } from '../../definitions.ts';
import { checkResult, chooseLoad } from '../load/load.ts';
import type { BenchOptions } from '../options.ts';
import { findPorts, startProcess } from '../processes.ts';
import { computeMedian } from '../statistics.ts';
import type { BenchWorld } from '../world/bench-world.ts';
import { openPaymentWorld, type PaymentWorld, type Scenario, scenarios } from './payment-world.ts';

const connections = 64;
const settleMs = 300;
/** More payments than any variant makes in one run. */
const paymentsPerSecondMax = 4_000;
const statementTimeoutMs = 600_000;

/** Each variant with the address of its server. */
const variants = ['graphql', 'function'] as const;
type Variant = (typeof variants)[number];

/** The least rate of a hot account as a part of the rate of spread accounts. */
const hotShareMin = 1 / 3;

/** Payments per second, in the order of the rounds. */
type Rates = Readonly<Record<Variant, Readonly<Record<Scenario, number[]>>>>;

/**
 * Pays codes at 64 connections through the gateway, and by one hand-written SQL function, in turn; to 500 shops and to one.
 * @throws Error if an answer is wrong, a payment is lost, an invariant is broken afterwards, or the hot shop is too slow.
 */
export async function measurePayments(
  world: BenchWorld,
  options: Pick<BenchOptions, 'rounds' | 'durationS' | 'warmUpS'>,
  say: (sentence: string) => void,
): Promise<void> {
  const payments = await openPaymentWorld(world);
  try {
    const urls = await startServers(world, payments);
    const load = await chooseLoad();
    const rates: Rates = { graphql: { spread: [], hot: [] }, function: { spread: [], hot: [] } };
    const run = async (variant: Variant, scenario: Scenario, durationS: number): Promise<number> => {
      const requestsPath = payments.writeRequests(scenario, variant, durationS * paymentsPerSecondMax);
      const before = await countSettled(payments);
      const result = await load.run({
        url: urls[variant],
        requestsPath,
        connections,
        durationS,
        offset: 0,
        isChecking: false,
      });
      checkResult(`${variant}, ${scenario}`, result);
      // Those under way when the load ended are made, too, and a few whose answers the load no longer counted.
      const made = (await countSettled(payments)) - before;
      if (made < result.requests || made > result.requests + 2 * connections) {
        throw new Error(`${variant}, ${scenario}: ${result.requests} answers, but ${made} payments.`);
      }
      return (result.requests / result.durationUs) * 1e6;
    };
    for (const variant of variants) for (const scenario of scenarios) await run(variant, scenario, options.warmUpS);
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const scenario of scenarios) {
        for (const variant of variants) rates[variant][scenario].push(await run(variant, scenario, options.durationS));
      }
      say(`  round ${round} of ${options.rounds}`);
    }
    await checkAfterwards(payments);
    report(rates, load.name);
  } finally {
    await payments.close();
  }
}

/** How many payments there are once none is under way. */
async function countSettled(payments: PaymentWorld): Promise<number> {
  for (let last = -1; ; ) {
    const count = await payments.countPayments();
    if (count === last) return count;
    last = count;
    await sleep(settleMs);
  }
}

async function startServers(world: BenchWorld, { databaseUrl }: PaymentWorld): Promise<Record<Variant, string>> {
  const [own = 0, byHand = 0] = await findPorts(2);
  const urls = { graphql: `http://127.0.0.1:${own}`, function: `http://127.0.0.1:${byHand}` };
  await startProcess({
    name: 'gateway',
    args: ['gateway/src/main.ts'],
    env: {
      ...{ DATA_DIR: world.dataDir, DATABASE_URL: world.url('postgres'), FINANCE_DATABASE_URL: databaseUrl },
      ...{ SEED: 'none', FIELD_KEYS: testFieldKeysText, LOG_LEVEL: 'warn', HOST: '127.0.0.1', PORT: String(own) },
    },
    readyUrl: `${urls.graphql}/ready`,
  });
  await startProcess({
    name: 'pay function',
    args: [
      'tests/bench/payments/pay-server.ts',
      ...['--database', databaseUrl, '--data-dir', world.dataDir, '--port', String(byHand)],
    ],
    readyUrl: `${urls.function}/ready`,
  });
  return urls;
}

async function checkAfterwards({ databaseUrl }: PaymentWorld): Promise<void> {
  const database = openDatabase({ url: databaseUrl, applicationName: 'bench', statementTimeoutMs });
  try {
    await checkInvariants('finance', database, definitions.finance.invariants);
  } finally {
    await database.close();
  }
}

function report(rates: Rates, load: string): void {
  const rate = (variant: Variant, scenario: Scenario) => computeMedian(rates[variant][scenario]);
  const cells = (variant: Variant) => scenarios.map((scenario) => rate(variant, scenario).toFixed(0)).join(' | ');
  const hotShare = rate('graphql', 'hot') / rate('graphql', 'spread');
  const lines = [
    `Payments per second at ${connections} connections (medians, load by ${load}, every invariant holds afterwards):`,
    '',
    '| | 500 shops | one shop |',
    '|---|--:|--:|',
    `| payByCode through the gateway | ${cells('graphql')} |`,
    `| one SQL function by hand | ${cells('function')} |`,
    `| ratio | ${scenarios.map((scenario) => (rate('graphql', scenario) / rate('function', scenario)).toFixed(2)).join(' | ')} |`,
    '',
    `One shop paid by everybody has ${hotShare.toFixed(2)} of the rate of 500 shops (at least ${hotShareMin.toFixed(2)}).`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  if (hotShare < hotShareMin) throw new Error('A hot account is too slow.');
}
