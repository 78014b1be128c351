import { useEffect, useEffectEvent, useState } from 'react';
import { followStream, type FollowedStream, type StreamEnd, type StreamMessage } from './event-stream.js';

export type StreamState = 'connecting' | 'live' | 'broken' | 'complete' | 'refused';

interface StreamHandlers {
  readonly onMessage: (message: StreamMessage) => void;
  /** The connection is gone; it comes back by itself. */
  readonly onBreak?: () => void;
  readonly onEnd?: (end: StreamEnd) => void;
  /** Where to begin; afterwards the hook goes on behind what has come. */
  readonly lastEventId?: string | undefined;
}

/**
 * Follows a stream while the page can be seen: a browser has few connections for one server, and pages in the background
 * would use them up. Who comes back, or online again, is connected at once.
 *
 * @param url undefined follows nothing
 */
export function useEventStream(url: string | undefined, handlers: StreamHandlers): StreamState {
  const [state, setState] = useState<StreamState>('connecting');
  const onMessage = useEffectEvent(handlers.onMessage);
  const onEnd = useEffectEvent((end: StreamEnd) => {
    setState(end.kind);
    handlers.onEnd?.(end);
  });
  const onBreak = useEffectEvent(() => handlers.onBreak?.());
  const startsBehind = useEffectEvent(() => handlers.lastEventId);

  useEffect(() => {
    if (url === undefined) return;
    let stream: FollowedStream | undefined;
    let lastEventId = startsBehind();
    let hasEnded = false;
    const stop = (): void => {
      lastEventId = stream?.lastEventId ?? lastEventId;
      stream?.stop();
      stream = undefined;
    };
    const start = (): void => {
      stop();
      if (hasEnded || document.visibilityState === 'hidden') return;
      stream = followStream(
        url,
        {
          onMessage,
          onConnected: (isConnected) => {
            setState(isConnected ? 'live' : 'broken');
            if (!isConnected) onBreak();
          },
          onEnd: (end) => {
            hasEnded = true;
            onEnd(end);
          },
        },
        { lastEventId },
      );
    };
    // A connection that has nothing to carry would be missed only after its silence.
    const cut = (): void => {
      if (hasEnded || !stream) return;
      stop();
      setState('broken');
      onBreak();
    };
    start();
    window.addEventListener('offline', cut);
    document.addEventListener('visibilitychange', start);
    window.addEventListener('online', start);
    return () => {
      window.removeEventListener('offline', cut);
      document.removeEventListener('visibilitychange', start);
      window.removeEventListener('online', start);
      stop();
      setState('connecting');
    };
  }, [url]);
  return state;
}
