import type { QuestionDraft } from '../question-list.js';
import { shortened } from '../weighted/weighted-answer.js';
import { rawText, type MoodleElement } from './element.js';

/** Read by the kinds, or how Moodle lays a question out and lets it be tried again. */
const understood: ReadonlySet<string> = new Set(
  'name questiontext generalfeedback defaultgrade penalty hidden idnumber tags answer single shuffleanswers correctfeedback partiallycorrectfeedback incorrectfeedback usecase units unitgradingtype unitpenalty instructions subquestion selecttype selectcount gradingtype graderinfo responsetemplate attachments minwordlimit maxwordlimit file image image_base64'.split(
    ' ',
  ),
);
const layoutOnly: ReadonlySet<string> = new Set(
  'answernumbering showstandardinstruction shownumcorrect showunits unitsleft layouttype showgrading numberingstyle responseformat responserequired responsefieldlines attachmentsrequired filetypeslist maxbytes unitsformat'.split(
    ' ',
  ),
);

/** Everything else that a question holds is named as lost: hints for further tries, and what plugins add. */
export function reportUnreadElements(element: MoodleElement, draft: QuestionDraft): void {
  const unknown = new Set<string>();
  for (const child of element.children) {
    if (child.name === 'hint' && rawText(child).trim() !== '') {
      draft.loses('hint', 'The hints for further tries are left out.');
    } else if (child.name !== 'hint' && !understood.has(child.name) && !layoutOnly.has(child.name)) {
      unknown.add(child.name);
    }
  }
  if (unknown.size > 0) {
    const names = [...unknown].slice(0, 5).map((name) => `"${shortened(name)}"`);
    draft.loses('unknown_element', `What the file holds in ${names.join(', ')} is left out.`);
  }
}
