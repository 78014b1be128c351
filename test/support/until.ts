/** Waits for what comes about by itself; fails with what was awaited. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  { milliseconds = 15_000, everyMilliseconds = 20 } = {},
): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It did not come about in ${milliseconds} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, everyMilliseconds));
  }
}
