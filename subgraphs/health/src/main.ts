import { serveSubgraph } from '@ecosystem/kit/serve';
import { environment } from './config.ts';
import { health } from './index.ts';

await serveSubgraph(health, environment, 4002);
