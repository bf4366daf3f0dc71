import { serveSubgraph } from '@ecosystem/kit/serve';
import { environment } from './config.ts';
import { social } from './index.ts';

await serveSubgraph(social, environment, 4005);
