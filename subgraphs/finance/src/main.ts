import { serveSubgraph } from '@ecosystem/kit/serve';
import { environment } from './config.ts';
import { finance } from './index.ts';

await serveSubgraph(finance, environment, 4001);
