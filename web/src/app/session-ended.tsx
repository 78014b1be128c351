import { lazy, Suspense, useEffect, useState } from 'react';
import { onSessionEnded } from './queries.js';

/** Rarely needed, and dialogs are a good part of the library: fetched when it is wanted. */
const SessionEndedDialog = lazy(() => import('./session-ended-dialog.js'));

export function SessionEnded() {
  const [ended, setEnded] = useState(false);
  useEffect(() => onSessionEnded(() => setEnded(true)), []);
  if (!ended) return null;
  return (
    <Suspense>
      <SessionEndedDialog onClose={() => setEnded(false)} />
    </Suspense>
  );
}
