import { hasAll, type TableLayout } from '../table-layout.js';

const columns = ['external id', 'type', 'question', 'option 1', 'correct', 'time limit seconds'];

/** The template of this product, which its exports have as well. */
export const assayTemplate: TableLayout = {
  name: 'Assay template',
  recognise: (header) => (hasAll(header, ...columns) ? {} : undefined),
};
