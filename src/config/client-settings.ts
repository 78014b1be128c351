/** What a client of the API is told by its environment, not by arguments, which other users of a machine can see. */
export function loadClientSettings(environment: NodeJS.ProcessEnv = process.env): {
  readonly url: string | undefined;
  readonly key: string | undefined;
} {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  return { url: read('ASSAY_API_URL'), key: read('ASSAY_API_KEY') };
}
