import { lossNote, quoted, type ConversionNote } from './conversion-note.js';
import type { ImportedQuestion } from './parsers/imported-question.js';

/** What a file may say of a question of any kind and Assay has no place for, each named once. */
export function lossesOf(question: ImportedQuestion): ConversionNote[] {
  const notes: ConversionNote[] = [];
  const withFeedback = (question.options ?? []).filter((option) => (option.feedback ?? '') !== '');
  if (withFeedback.length > 0) {
    const names = withFeedback.slice(0, 5).map((option) => quoted(option.text));
    const message = `The feedback on ${withFeedback.length === 1 ? 'the option' : 'the options'} ${names.join(', ')}${withFeedback.length > 5 ? ' and others' : ''} is left out.`;
    notes.push(lossNote('option_feedback', message));
  }
  if (question.feedbackRight !== undefined || question.feedbackWrong !== undefined) {
    notes.push(lossNote('answer_feedback', 'The feedback on a right or a wrong answer is left out.'));
  }
  if (question.graderInfo !== undefined) {
    notes.push(lossNote('grader_info', 'The notes for the person who scores by hand are left out.'));
  }
  if (question.attachments !== undefined && question.attachments.length > 0) {
    const names = question.attachments.slice(0, 5).map(quoted);
    const more = question.attachments.length > 5 ? ` and ${question.attachments.length - 5} more` : '';
    const message = `The question refers to ${question.attachments.length === 1 ? 'a file' : 'files'} that cannot be shown here: ${names.join(', ')}${more}.`;
    notes.push(lossNote('attachment', message));
  }
  if (question.section !== undefined && question.section !== categoryOf(question)) {
    const message = `An assessment has no sections; that of this question, ${quoted(question.section)}, is left out.`;
    notes.push(lossNote('section', message));
  }
  if (question.required === true) {
    const message =
      'That the question must be answered is left out: every question may be left blank and then earns nothing.';
    notes.push(lossNote('required', message, 'required'));
  }
  return notes;
}

/** The section of a test is as good as a category, where the file has none. */
export function categoryOf({ category, section }: ImportedQuestion): string | undefined {
  return category ?? (section !== undefined && section.length <= 500 ? section : undefined);
}
