import { auto } from '@ecosystem/auto';
import { commerce } from '@ecosystem/commerce';
import { finance } from '@ecosystem/finance';
import { health } from '@ecosystem/health';
import type { SubgraphDefinition } from '@ecosystem/kit/subgraph';
import type { SubgraphName } from '@ecosystem/schema/subgraphs.ts';
import { social } from '@ecosystem/social';

/** All subgraphs, for tests that span the whole. */
export const definitions: Readonly<Record<SubgraphName, SubgraphDefinition>> = {
  finance,
  health,
  auto,
  commerce,
  social,
};
