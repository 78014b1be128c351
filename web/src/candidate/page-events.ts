import type { AttemptSession } from './attempt-session.js';

/** Gives the session what only the page notices. @returns ends it */
export function listenToPage(session: AttemptSession): () => void {
  const awake = (): void => session.awake(navigator.onLine);
  const seen = (): void => {
    if (document.visibilityState === 'visible') awake();
    else session.leave();
  };
  // Not `unload`, which phones do not send; `pagehide` is the last that a page hears.
  const leave = (): void => session.leave();
  window.addEventListener('online', awake);
  window.addEventListener('offline', awake);
  window.addEventListener('focus', awake);
  window.addEventListener('pageshow', awake);
  window.addEventListener('pagehide', leave);
  document.addEventListener('visibilitychange', seen);
  return () => {
    window.removeEventListener('online', awake);
    window.removeEventListener('offline', awake);
    window.removeEventListener('focus', awake);
    window.removeEventListener('pageshow', awake);
    window.removeEventListener('pagehide', leave);
    document.removeEventListener('visibilitychange', seen);
  };
}

interface WriterMessage {
  readonly attemptId: string;
  readonly writer: number;
}

/**
 * The tabs of one browser tell each other at once who writes. Where this does not exist, and between devices, the server
 * tells with the next answer or the next look at the time.
 */
export class WriterChannel {
  private readonly channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('assay.writer');

  announce(attemptId: string, writer: number): void {
    this.channel?.postMessage({ attemptId, writer } satisfies WriterMessage);
  }

  listen(attemptId: string, hear: (writer: number) => void): () => void {
    const listener = ({ data }: MessageEvent<WriterMessage>): void => {
      if (data.attemptId === attemptId) hear(data.writer);
    };
    this.channel?.addEventListener('message', listener);
    return () => this.channel?.removeEventListener('message', listener);
  }
}
