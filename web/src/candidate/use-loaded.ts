import { useCallback, useEffect, useState } from 'react';

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown };

/** Loads once, and again on `reload`; an answer that comes after the page has gone is dropped. */
export function useLoaded<Value>(load: () => Promise<Value>): readonly [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    setLoaded({ state: 'loading' });
    load().then(
      (value) => wanted && setLoaded({ state: 'ready', value }),
      (error: unknown) => wanted && setLoaded({ state: 'failed', error }),
    );
    return () => {
      wanted = false;
    };
    // What is loaded belongs to the component, which has a key of its own for each address.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [round]);
  return [loaded, useCallback(() => setRound((last) => last + 1), [])];
}
