import type { Schema } from '@apollo/federation-internals';
import type { Caller } from '@ecosystem/kit/caller';

/** One condition that the SDL sets before a field is given. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  /** One of the lists; of that list every scope. */
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  /** One of the lists; of that list every policy. Those of a customer's consent can be fulfilled, others are not known here. */
  | { readonly kind: 'policy'; readonly anyOf: readonly (readonly string[])[] };

/** Everything that a supergraph requires, by type and field. */
export interface Requirements {
  /** Whether anything is required anywhere; if not, no operation needs to be looked at. */
  readonly isEmpty: boolean;
  /** What must be fulfilled to see objects of the type. */
  ofType(type: string): readonly Requirement[];
  /** What must be fulfilled to select the field of that type, its own type left out. */
  ofField(type: string, field: string): readonly Requirement[];
}

const identities = {
  authenticated: 'https://specs.apollo.dev/authenticated',
  requiresScopes: 'https://specs.apollo.dev/requiresScopes',
  policy: 'https://specs.apollo.dev/policy',
} as const;

interface Directed {
  appliedDirectivesOf(name: string): readonly { arguments(): Readonly<Record<string, unknown>> }[];
}

const none: readonly Requirement[] = [];

/**
 * Collects @authenticated, @requiresScopes and @policy of a supergraph, also where its @link renames them.
 * A field of an interface also requires what its implementations do, because any of them may be behind it; and they require
 * what the interface does, or a fragment on one of them would be a way around it.
 */
export function readRequirements(schema: Schema): Requirements {
  const nameOf = (feature: keyof typeof identities) =>
    schema.coreFeatures?.getByIdentity(identities[feature])?.directiveNameInSchema(feature);
  const authenticated = nameOf('authenticated');
  const requiresScopes = nameOf('requiresScopes');
  const policy = nameOf('policy');

  function read(element: Directed): readonly Requirement[] {
    const found: Requirement[] = [];
    if (authenticated && element.appliedDirectivesOf(authenticated).length > 0) found.push({ kind: 'authenticated' });
    for (const directive of requiresScopes ? element.appliedDirectivesOf(requiresScopes) : []) {
      found.push({ kind: 'scopes', anyOf: readLists(directive.arguments()['scopes']) });
    }
    for (const directive of policy ? element.appliedDirectivesOf(policy) : []) {
      found.push({ kind: 'policy', anyOf: readLists(directive.arguments()['policies']) });
    }
    return found;
  }

  const types = new Map<string, readonly Requirement[]>();
  const fields = new Map<string, readonly Requirement[]>();
  for (const type of schema.types()) {
    if (type.kind !== 'ObjectType' && type.kind !== 'InterfaceType') {
      types.set(type.name, read(type));
      continue;
    }
    const interfaces = type.interfaces();
    types.set(type.name, [type, ...interfaces].flatMap(read));
    for (const field of type.fields()) {
      const inherited = interfaces.flatMap((each) => each.field(field.name) ?? []);
      fields.set(`${type.name}.${field.name}`, [field, ...inherited].flatMap(read));
    }
  }
  for (const type of schema.interfaceTypes()) {
    const implementations = type.possibleRuntimeTypes();
    for (const field of type.fields()) {
      const coordinate = `${type.name}.${field.name}`;
      const own = fields.get(coordinate) ?? none;
      const theirs = implementations.flatMap(({ name }) => [
        ...(types.get(name) ?? none),
        ...(fields.get(`${name}.${field.name}`) ?? none),
      ]);
      if (theirs.length > 0) fields.set(coordinate, [...own, ...theirs]);
    }
  }
  return {
    isEmpty: [...types.values(), ...fields.values()].every((requirements) => requirements.length === 0),
    ofType: (type) => types.get(type) ?? none,
    ofField: (type, field) => fields.get(`${type}.${field}`) ?? none,
  };
}

/** A malformed list reads as empty, which nobody fulfils. */
function readLists(value: unknown): string[][] {
  if (!Array.isArray(value)) return [];
  return value.map((list: unknown) => (Array.isArray(list) ? list.map(String) : [String(list)]));
}

/** What the names of the policies that a customer's consent fulfils begin with; no access token can carry a scope of such a name. */
export const consentPrefix = 'consent:';

/** The policy that any consent in force fulfils, whatever its scopes. */
export const consentInForce = `${consentPrefix}in-force`;

/** The consent scope that a policy asks for, or null if it asks for none in particular. */
export function consentScopeOf(policy: string): string | null {
  return policy.startsWith(consentPrefix) && policy !== consentInForce ? policy.slice(consentPrefix.length) : null;
}

/** Why a caller may not have something. */
export interface Refusal {
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'CONSENT_REQUIRED';
  /** The rest of a sentence that begins with the field. */
  readonly reason: string;
}

/** The first requirement that the caller does not fulfil, or null. A caller without a token is asked to bring one. */
export function findRefusal(requirements: readonly Requirement[], caller: Caller): Refusal | null {
  const missing = requirements.find((requirement) => !isFulfilled(requirement, caller));
  if (!missing) return null;
  if (caller.subject === null)
    return { code: 'UNAUTHENTICATED', reason: `needs an access token${describeScopes(missing, ' with ')}` };
  if (missing.kind === 'policy' && missing.anyOf.flat().includes(consentInForce))
    return { code: 'CONSENT_REQUIRED', reason: 'needs a consent of the customer that is in force' };
  const consents = missing.kind === 'policy' ? missing.anyOf.flat().flatMap((name) => consentScopeOf(name) ?? []) : [];
  if (consents.length > 0)
    return { code: 'CONSENT_REQUIRED', reason: `needs the customer's consent to ${consents.join(' and ')}` };
  if (missing.kind === 'policy')
    return { code: 'FORBIDDEN', reason: 'is under a policy that this gateway does not grant' };
  return { code: 'FORBIDDEN', reason: `needs ${describeScopes(missing, '')}` };
}

function isFulfilled(requirement: Requirement, caller: Caller): boolean {
  switch (requirement.kind) {
    case 'authenticated':
      return caller.subject !== null;
    case 'scopes':
      return caller.subject !== null && requirement.anyOf.some((all) => all.every((scope) => caller.scopes.has(scope)));
    case 'policy':
      return (
        caller.subject !== null &&
        requirement.anyOf.some((all) => all.every((name) => name.startsWith(consentPrefix) && caller.scopes.has(name)))
      );
  }
}

function describeScopes(requirement: Requirement, lead: string): string {
  if (requirement.kind !== 'scopes' || requirement.anyOf.length === 0) return '';
  const lists = requirement.anyOf.map((all) => all.map((scope) => `"${scope}"`).join(' and '));
  return `${lead}the scope${requirement.anyOf.flat().length > 1 ? 's' : ''} ${lists.join(', or ')}`;
}
