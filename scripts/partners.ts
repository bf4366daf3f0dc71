import { parseArgs } from 'node:util';
import { checkingCommands } from './partners/checking.ts';
import type { Command } from './partners/command.ts';
import { Refused, reachGateway } from './partners/gateway.ts';
import { publishingCommands } from './partners/publishing.ts';
import { readingCommands } from './partners/reading.ts';
import { settingsCommands } from './partners/settings.ts';
import { showCommand } from './partners/show.ts';

/**
 * What operators do about partners, by the API of operators of a running gateway: `pnpm partners <command>`. Prints text for people,
 * or with `--json` data for programs; ends with 1, and a sentence, when something is refused, wrong or not reachable.
 */

const { list, ...otherReading } = readingCommands;
const commands: Readonly<Record<string, Command>> = {
  ...(list && { list }),
  show: showCommand,
  ...otherReading,
  ...publishingCommands,
  ...settingsCommands,
  ...checkingCommands,
};

const urlDefault = 'http://localhost:4000';
const general = { url: { type: 'string' }, json: { type: 'boolean' } } as const;

function describeUsage(): string {
  const lines = Object.entries(commands).map(([name, { usage, summary }]) => `  ${name} ${usage}\n      ${summary}`);
  return [
    'Usage: pnpm partners <command>',
    ...lines,
    'A partner is an alias such as @shop, or a full id. With every command:',
    `  --url ADDRESS  the gateway (GATEWAY_URL; ${urlDefault})`,
    '  --json         data in place of text',
  ].join('\n');
}

async function main([name, ...rest]: readonly string[]): Promise<void> {
  if (name === undefined || name === 'help' || name === '--help') return console.log(describeUsage());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Refused(`There is no command "${name}".`, describeUsage());
  const { values, positionals } = readCommandLine(name, command, rest);
  const url = values['url'] ?? (process.env['GATEWAY_URL'] || urlDefault);
  const gateway = reachGateway(String(url), process.env);
  const { text, json, isBad } = await command.run({ names: positionals, options: values, gateway });
  console.log(values['json'] === true ? JSON.stringify(json, null, 2) : text);
  if (isBad) process.exitCode = 1;
}

function readCommandLine(name: string, { usage, options = {} }: Command, args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...general }, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new Refused(`${reason}.`, `Usage: pnpm partners ${name} ${usage}`);
  }
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  const lines = error instanceof Refused ? error.lines : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) console.error(line);
  process.exitCode = 1;
});
