import { findStaleFiles, type GeneratedFiles, generateFiles, writeFiles } from '@ecosystem/schema/generate.ts';
import { runMain } from '@ecosystem/schema/run-main.ts';
import { drawStateMachines, stateMachinesPath } from './state-machines.ts';

/**
 * Writes every generated file that is missing or has changed: what follows from the schemas, and the page of the state
 * machines. With `--check` it writes nothing and fails when something would change.
 */
async function main() {
  const files: GeneratedFiles = [...(await generateFiles()), [stateMachinesPath, await drawStateMachines()]];
  const stale = findStaleFiles(files);
  const isCheck = process.argv.includes('--check');
  if (!isCheck) writeFiles(files.filter(([path]) => stale.includes(path)));
  if (isCheck && stale.length > 0) process.exitCode = 1;

  const verb = isCheck ? 'is not current; run `pnpm generate`' : 'written';
  for (const path of stale) process.stdout.write(`${path} ${verb}\n`);
  if (stale.length === 0) process.stdout.write(`All ${files.length} generated files are current.\n`);
}

await runMain(main);
