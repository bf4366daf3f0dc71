import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './page.css';
import { GraphiQL } from 'graphiql';
import { useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { createFetcher, type TokenState } from './fetcher.ts';
import { TokenBar } from './token-bar.tsx';

/** What the server wrote into the page: where operations go, and the tabs to open. */
type Settings = { endpoint: string; examples: { query: string; variables: string }[] };

const settings: Settings = JSON.parse(document.getElementById('settings')?.textContent ?? '{}');
const tabsStorageKey = 'graphiql:tabState';

function Page() {
  const [tokenState, setTokenState] = useState<TokenState>({ kind: 'unused' });
  const fetcher = useMemo(() => createFetcher(settings.endpoint, setTokenState), []);
  return (
    <>
      <TokenBar state={tokenState} onReset={openExamplesAgain} />
      <GraphiQL
        fetcher={fetcher}
        defaultQuery={settings.examples[0]?.query ?? ''}
        defaultTabs={settings.examples}
        defaultEditorToolsVisibility="variables"
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>
          <span />
        </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

function openExamplesAgain() {
  // GraphiQL reads its tabs once, from storage before defaults.
  for (const name of ['query', 'variables', 'headers']) localStorage.removeItem(`graphiql:${name}`);
  localStorage.removeItem(tabsStorageKey);
  location.reload();
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Page />);
