import { GraphQLError } from 'graphql';
import { CompositionFailed } from './compose.ts';
import { ContractBroken } from './contract.ts';

/**
 * Runs the main function of a command; a mistake in the SDL is printed as its message alone and ends the process with 1.
 * @throws whatever else goes wrong: that is a fault of the command, and its stack is wanted.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isMistake = [CompositionFailed, ContractBroken, GraphQLError].some((kind) => error instanceof kind);
    if (!isMistake) throw error;
    // The text of a GraphQLError shows the line concerned.
    process.stderr.write(`${error}\n`);
    process.exitCode = 1;
  }
}
