import { serveSubgraph } from '@ecosystem/kit/serve';
import { environment } from './config.ts';
import { commerce } from './index.ts';

await serveSubgraph(commerce, environment, 4004);
