import type { WriterLoss } from './question-writer.js';

/** The top of all categories of Moodle; a question right there has none. */
export const topCategory = '$course$/top';

/**
 * A category as the path of Moodle, below its top. Blank steps, outer blanks of a step and a first step called "top" or
 * like a context do not come back as they were.
 */
export function categoryPath(category: string | null): {
  readonly path: string;
  readonly losses: readonly WriterLoss[];
} {
  if (category === null) return { path: topCategory, losses: [] };
  const steps = category.split('/');
  const isPlain =
    steps.every((step) => step !== '' && step === step.trim()) &&
    steps[0] !== 'top' &&
    !category.includes('\u0000');
  const losses = isPlain
    ? []
    : [{ code: 'category_path', message: 'The category is no plain path; it may come back changed.' }];
  return { path: `${topCategory}/${category}`, losses };
}
