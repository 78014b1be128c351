import { headerMeaning } from '../header-meaning.js';
import type { TableLayout } from '../table-layout.js';

const truthHeader =
  /^(?:true ?\/ ?false|true or false|t\/f|truth value|is true|wahr ?\/ ?falsch|richtig ?\/ ?falsch|vrai ?\/ ?faux|verdadero ?\/ ?falso|vero ?\/ ?falso|verdadeiro ?\/ ?falso|waar ?\/ ?onwaar|prawda ?\/ ?fałsz|doğru ?\/ ?yanlış)$/;

/** Statements with a truth value beside each: there is no other kind of question in such a table. */
export const statements: TableLayout = {
  name: 'Statements with truth values',

  recognise({ words, row }) {
    const meanings = row.cells.map((cell) => headerMeaning(cell)?.meaning);
    const isStatements =
      meanings.includes('question') &&
      words.some((text) => truthHeader.test(text)) &&
      !meanings.some((meaning) => meaning === 'option' || meaning === 'options' || meaning === 'type');
    return isStatements ? { plainKind: 'true_false' } : undefined;
  },
};
