import './theme/styles';
import { MantineProvider } from '@mantine/core';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem';
import { meQuery } from './api/session';
import { router } from './router';
import { theme } from './theme/theme';

const kFinal = [400, 401, 403, 404, 409, 412, 422];

/** A session that ended is noticed by whatever asks first; the gate then asks to sign in. */
function noticeSignOut(error: Error): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  const me = queries.getQueryState(meQuery.queryKey);
  if (me?.data && me.fetchStatus === 'idle' && !me.error) {
    void queries.invalidateQueries({ queryKey: meQuery.queryKey });
  }
}

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignOut }),
  mutationCache: new MutationCache({ onError: noticeSignOut }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (count, error) =>
        count < 2 && !(error instanceof ApiProblem && kFinal.includes(error.status)),
    },
  },
});

const element = document.getElementById('root');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
