import type { Problem } from '../registry/partner-operation.ts';
import type { ApiRefusal } from './social-partners.ts';

/** A refusal as the schema of operators has it. */
export interface OperatorUserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly documentId: string | null;
}

/** A refusal that concerns no single operation. */
export const refusal = ({ code, message, path }: ApiRefusal): OperatorUserError => ({
  code,
  message,
  path,
  documentId: null,
});

/** A reason of the registry. */
export const problem = ({ code, message, documentId }: Problem): OperatorUserError => ({
  code,
  message,
  path: null,
  documentId,
});

/** The answer about a partner that is not there. */
export const noPartner = (partnerId: string): OperatorUserError =>
  refusal({
    code: 'PARTNER_NOT_FOUND',
    message: `There is no partner ${partnerId.slice(0, shownCharacters)}.`,
    path: ['partnerId'],
  });

/** Ids come from outside: only their beginning is repeated. */
const shownCharacters = 64;
