import { serveSubgraph } from '@ecosystem/kit/serve';
import { environment } from './config.ts';
import { auto } from './index.ts';

await serveSubgraph(auto, environment, 4003);
