import { useSyncExternalStore } from 'react';
import { addressOf, type Address } from './address.js';

const moved = 'assay:moved';

/** Without a router: three addresses, and the reader's own back button. */
export function useAddress(): Address {
  const place = useSyncExternalStore(subscribe, () => location.pathname + location.hash);
  const [path = '', fragment = ''] = place.split(/#(.*)/s);
  return addressOf(path, fragment);
}

export function goTo(address: string): void {
  history.pushState(null, '', address);
  window.dispatchEvent(new Event(moved));
}

function subscribe(listener: () => void): () => void {
  const events = ['popstate', 'hashchange', moved];
  for (const event of events) window.addEventListener(event, listener);
  return () => {
    for (const event of events) window.removeEventListener(event, listener);
  };
}
