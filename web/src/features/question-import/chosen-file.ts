/** As on the server (docs/importing.md); asked here too, so that nobody waits for an upload that is refused. */
export const mostBytes = 10 * 1024 * 1024;

export type FileObstacle = 'severalFiles' | 'emptyFile' | 'tooLargeFile';

/** What keeps these files from being sent. What kind of file it is, its content says, and the server reads that. */
export function obstacleOf(files: readonly { readonly size: number }[]): FileObstacle | undefined {
  if (files.length > 1) return 'severalFiles';
  const size = files[0]?.size ?? 0;
  if (size === 0) return 'emptyFile';
  return size > mostBytes ? 'tooLargeFile' : undefined;
}
