import { hasAll, type TableLayout } from '../table-layout.js';

/** What add-ons of form builders read and write: a type in capitals, whether an answer is required, the answer as a text. */
export const formAddOn: TableLayout = {
  name: 'Form add-on sheet',
  recognise: (header) =>
    hasAll(header, 'question', 'question type', 'required', 'option 1') ? {} : undefined,
};
