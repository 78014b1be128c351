import type { TableLayout } from '../table-layout.js';
import { assayTemplate } from './assay-template.js';
import { blooket } from './blooket.js';
import { employerBank } from './employer-bank.js';
import { formAddOn } from './form-add-on.js';
import { gimkit } from './gimkit.js';
import { kahoot } from './kahoot.js';
import { moodleCsv } from './moodle-csv.js';
import { optionWeights } from './option-weights.js';
import { quizalize } from './quizalize.js';
import { quizizz } from './quizizz.js';
import { sensei } from './sensei.js';
import { socrative } from './socrative.js';
import { statements } from './statements.js';
import { tao } from './tao.js';

/** The registry: a named layout exists once it has a line here. The first that recognises a row has it. */
export const tableLayouts: readonly TableLayout[] = [
  assayTemplate,
  kahoot,
  quizizz,
  blooket,
  gimkit,
  quizalize,
  socrative,
  moodleCsv,
  tao,
  sensei,
  formAddOn,
  employerBank,
  optionWeights,
  statements,
];
