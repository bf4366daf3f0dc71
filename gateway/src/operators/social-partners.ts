import { GraphQLError, getOperationAST, parse } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { Engine } from '../execute/engine.ts';
import { runOperation } from '../execute/run-operation.ts';

/** What the API says of a partner. */
export interface PartnerFacts {
  /** The global id with the prefix par. */
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly industry: string;
  readonly status: string;
  readonly allowedScopes: readonly string[];
  readonly onboardedAt: Date | null;
}

/** One page of partners, with the cursors of the API. */
export interface PartnerPage {
  readonly edges: readonly { readonly cursor: string; readonly node: PartnerFacts }[];
  readonly pageInfo: Readonly<Record<string, unknown>>;
}

/** Which partners. */
export interface PartnerListArguments {
  readonly status?: readonly string[] | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** A review of a partner. */
export interface Review {
  readonly partnerId: string;
  /** The wanted state. */
  readonly status: string;
  readonly note: string | null;
  readonly idempotencyKey: string;
}

/** A refusal of a mutation of the API. */
export interface ApiRefusal {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
}

/** Partners as the API of the supergraph knows them, asked as the operator who asks us. */
export interface SocialPartners {
  list(page: PartnerListArguments): Promise<PartnerPage>;
  /** Asks once for each id of a request. */
  find(partnerId: string): Promise<PartnerFacts | null>;
  review(review: Review): Promise<readonly ApiRefusal[]>;
}

type AnsweredPartner = Omit<PartnerFacts, 'onboardedAt'> & { readonly onboardedAt: string | null };

const facts = 'id name kind industry status allowedScopes onboardedAt';
const listDocument = parse(`query OperatorPartners($status: [PartnerStatus!], $first: Int, $after: String) {
  partners(status: $status, first: $first, after: $after) {
    edges { cursor node { ${facts} } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`);
const findDocument = parse(`query OperatorPartner($id: ID!) { partner(id: $id) { ${facts} } }`);
const reviewDocument = parse(`mutation OperatorReview($input: ReviewPartnerInput!) {
  reviewPartner(input: $input) { userErrors { code message path } }
}`);

/** Asks the API as this request's caller. Its methods throw the error of the API if it does not answer. */
export function askPartners(engine: Engine, context: GatewayContext): SocialPartners {
  const found = new Map<string, Promise<PartnerFacts | null>>();

  async function ask<Data>(document: typeof findDocument, variables: Readonly<Record<string, unknown>>): Promise<Data> {
    const operation = getOperationAST(document) ?? undefined;
    const request = { document, operation, operationName: operation?.name?.value, variables, context };
    const { data, errors } = await runOperation(engine, request);
    const [error] = errors ?? [];
    // The place of the error is one in our own question, and means nothing to who asked.
    if (error) throw new GraphQLError(error.message, { extensions: { ...error.extensions } });
    return data as Data;
  }

  async function find(id: string): Promise<PartnerFacts | null> {
    const { partner } = await ask<{ partner: AnsweredPartner | null }>(findDocument, { id });
    return partner && readFacts(partner);
  }

  return {
    async list({ status = null, first = null, after = null }) {
      interface Listed {
        readonly partners: {
          readonly edges: readonly { readonly cursor: string; readonly node: AnsweredPartner }[];
          readonly pageInfo: PartnerPage['pageInfo'];
        };
      }
      const { partners } = await ask<Listed>(listDocument, { status, first, after });
      return { ...partners, edges: partners.edges.map(({ cursor, node }) => ({ cursor, node: readFacts(node) })) };
    },
    find(partnerId) {
      const known = found.get(partnerId) ?? find(partnerId);
      found.set(partnerId, known);
      return known;
    },
    async review(input) {
      const { reviewPartner } = await ask<{ reviewPartner: { userErrors: readonly ApiRefusal[] } }>(reviewDocument, {
        input,
      });
      found.delete(input.partnerId);
      return reviewPartner.userErrors;
    },
  };
}

const readFacts = ({ onboardedAt, ...rest }: AnsweredPartner): PartnerFacts => ({
  ...rest,
  onboardedAt: onboardedAt === null ? null : new Date(onboardedAt),
});
