import { contentHtml, escapeHtml } from './content-html.js';
import type { ItemContext } from './item-context.js';
import { gapLabel } from './read-pairs.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, firstChild, isElement } from '../xml/xml-query.js';

/** Written where a gap stands until the text is plain: an author may have written "[[gap]]" himself. */
const gapMark = '\uE000gap\uE000';
const blank = '_____';

/** Which elements stand for interactions; `endAttemptInteraction` is a button and asks nothing. */
export function interactionsOf(body: XmlElement): XmlElement[] {
  return allElements(body).filter(
    ({ name }) => name.endsWith('Interaction') && name !== 'endAttemptInteraction',
  );
}

/** The text of the question: everything around the interactions, and their prompts. */
export function bodyText(body: XmlElement, kind: 'cloze' | 'other', context: ItemContext): string {
  const substitute = (element: XmlElement): string | undefined => {
    switch (element.name) {
      case 'textEntryInteraction':
      case 'inlineChoiceInteraction':
        return kind === 'cloze' ? gapMark : blank;
      case 'gapMatchInteraction':
        return gapMatchHtml(element, substitute);
      case 'endAttemptInteraction':
        context.lose('hint', `The button "${attribute(element, 'title') ?? 'hint'}" is left out.`);
        return '';
      case 'rubricBlock':
        return isForCandidates(element) ? undefined : '';
      case 'include':
        context.warn(
          'included_file',
          'A part of the text stands in another file that is included. It is left out.',
        );
        return '';
      default:
        return element.name.endsWith('Interaction') ? promptHtml(element, substitute) : undefined;
    }
  };
  const text = context.text.inside(body, substitute);
  if (kind === 'cloze') {
    return text.replaceAll('[[gap]]', '[gap]').replaceAll(gapMark, '[[gap]]');
  }
  // A field below the question shows by itself where to write.
  return text.replace(/\n\s*_____$/, '').trimEnd();
}

/** Notes for those who score by hand; for others there is no place. */
export function graderNotes(body: XmlElement, context: ItemContext): string | undefined {
  const notes: string[] = [];
  for (const rubric of allElements(body).filter(({ name }) => name === 'rubricBlock')) {
    const views = viewsOf(rubric);
    if (views.includes('scorer')) {
      notes.push(context.text.inside(rubric));
    } else if (!isForCandidates(rubric)) {
      context.lose(
        'rubric',
        `Notes for others than candidates and scorers are left out (${views.join(', ')}).`,
      );
    }
  }
  return notes.length === 0 ? undefined : notes.join('\n\n');
}

function promptHtml(
  interaction: XmlElement,
  substitute: (element: XmlElement) => string | undefined,
): string {
  const prompt = firstChild(interaction, 'prompt');
  return prompt === undefined ? '' : `<p>${contentHtml(prompt.children, substitute)}</p>`;
}

/** The gaps have numbers, under which they stand on one side of the matching. */
function gapMatchHtml(
  interaction: XmlElement,
  substitute: (element: XmlElement) => string | undefined,
): string {
  const gaps = allElements(interaction).filter(({ name }) => name === 'gap');
  const content = interaction.children.filter(
    (child) => !isElement(child) || !['prompt', 'gapText', 'gapImg'].includes(child.name),
  );
  const html = contentHtml(content, (element) =>
    element.name === 'gap' ? escapeHtml(`${gapLabel(gaps.indexOf(element))} ${blank}`) : substitute(element),
  );
  return `${promptHtml(interaction, substitute)}<div>${html}</div>`;
}

function isForCandidates(rubric: XmlElement): boolean {
  const views = viewsOf(rubric);
  return views.length === 0 || views.includes('candidate');
}

function viewsOf(rubric: XmlElement): string[] {
  return (attribute(rubric, 'view') ?? '').split(/\s+/).filter((view) => view !== '');
}
