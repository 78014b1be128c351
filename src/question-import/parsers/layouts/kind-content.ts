import type { ImportedQuestion } from '../imported-question.js';

/** What one kind adds to the common properties; nothing where the row is faulty, which is then reported. */
export type KindContent = Pick<ImportedQuestion, 'kind'> & Partial<ImportedQuestion>;
