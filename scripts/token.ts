import { resolve } from 'node:path';
import { openDevelopmentIssuer } from '@ecosystem/kit/development-issuer';
import { castIds, findPersona, findSubject, personas } from '@ecosystem/kit/personas';

/** Prints a bearer token of the development issuer, and nothing else: `pnpm token <persona> [subject]`. */
async function printToken(personaName: string | undefined, subjectName: string | undefined): Promise<void> {
  const known = `The personas are ${Object.keys(personas).join(', ')}.`;
  if (personaName === undefined) return refuse(`Name a persona: pnpm token <persona> [subject]. ${known}`);
  const persona = findPersona(personaName);
  if (!persona) return refuse(`There is no persona "${personaName}". ${known}`);
  const subject = subjectName === undefined ? persona.subject : findSubject(subjectName);
  if (subject === null) {
    return refuse(
      `There is no subject "${subjectName}". Name one of the cast (${Object.keys(castIds).join(', ')}) ` +
        'or a full id such as cus_01kdvdna00e008000000000001.',
    );
  }
  const dataDir = resolve(import.meta.dirname, '..', process.env['DATA_DIR'] || '.data');
  const issuer = await openDevelopmentIssuer(dataDir);
  console.log(await issuer.sign({ subject, scopes: persona.scopes }));
}

function refuse(sentence: string): void {
  console.error(sentence);
  process.exitCode = 1;
}

await printToken(process.argv[2], process.argv[3]).catch((error: unknown) =>
  refuse(error instanceof Error ? error.message : String(error)),
);
