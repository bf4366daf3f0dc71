import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * Everything that must hold before a change is merged, cheapest first; the first step that fails ends it.
 * Arguments go to vitest: `npm test -- tests/profile.test.ts`. TEST_REPORT names a file for vitest's result as JSON.
 */

interface Step {
  readonly title: string;
  readonly command: string;
  readonly args: readonly string[];
}

const repository = resolve(import.meta.dirname, '..');
const report = process.env['TEST_REPORT'];
const reporters = report ? ['--reporter=default', '--reporter=json', `--outputFile.json=${resolve(report)}`] : [];

const steps: readonly Step[] = [
  { title: 'Format and lint (biome)', command: 'biome', args: ['ci', '.'] },
  { title: 'Types (tsc)', command: 'tsc', args: ['--noEmit'] },
  { title: 'Generated files are current', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
  {
    title: 'Contract: composition, breaking changes, stored operations',
    command: process.execPath,
    args: ['schema/check.ts'],
  },
  { title: 'Tests (vitest)', command: 'vitest', args: ['run', ...reporters, ...process.argv.slice(2)] },
];

/** The exit code; null if a signal ended the step. */
function runStep({ command, args }: Step): Promise<number | null> {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] });
    const forward = (signal: NodeJS.Signals) => child.kill(signal);
    process.once('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code) => {
      process.off('SIGTERM', forward);
      settle(code);
    });
  });
}

async function runSteps(): Promise<boolean> {
  for (const [index, step] of steps.entries()) {
    console.log(`\n== ${index + 1}/${steps.length} ${step.title}`);
    const startedAt = performance.now();
    const code = await runStep(step);
    const tookS = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (code !== 0) {
      console.error(`== Failed after ${tookS} s: ${step.title}. The reason stands above; the later steps did not run.`);
      return false;
    }
    console.log(`== Passed in ${tookS} s`);
  }
  return true;
}

process.exitCode = (await runSteps()) ? 0 : 1;
