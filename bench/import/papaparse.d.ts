/** The part of papaparse that is measured here and compared with in test/corpus; its types are a package of their own. */
declare module 'papaparse' {
  interface Step {
    readonly data: string[];
  }
  const Papa: {
    parse(
      input: string | NodeJS.ReadableStream,
      options: {
        delimiter?: string;
        step(row: Step): void;
        complete?(): void;
        error?(reason: Error): void;
      },
    ): void;
  };
  export default Papa;
}
