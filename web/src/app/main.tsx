import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../texts/dashboard-texts.js';
import { queryClient } from './queries.js';
import { router } from './router.js';
import { allowLibraryStyles, styleNonce } from './style-nonce.js';
import { readableColours, theme } from './theme.js';

/** Nothing is said in the first moment. */
const Notifications = lazy(async () => ({ default: (await import('@mantine/notifications')).Notifications }));

async function start(): Promise<void> {
  allowLibraryStyles();
  await startTexts();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={readableColours}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <Suspense>
            <Notifications position="bottom-center" />
          </Suspense>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

void start();
