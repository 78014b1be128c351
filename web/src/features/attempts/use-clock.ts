import { useEffect, useState } from 'react';

/** `performance.now()` once a second: it runs on however the device's time of day is set. */
export function useClock(): number {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
