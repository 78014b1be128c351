import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages, type Language, type TemplateName } from './mail-message.js';
import { parseTemplate, TemplateError, type TemplateNode } from './template-text.js';

export interface MailTemplate {
  readonly subject: readonly TemplateNode[];
  readonly text: readonly TemplateNode[];
  readonly html: readonly TemplateNode[];
}

/** Fails to compile when a template is added to the values and not here. */
const names: Readonly<Record<TemplateName, true>> = {
  invitation: true,
  reminder: true,
  receipt: true,
  'member-invitation': true,
  'submission-notice': true,
  'submission-digest': true,
  'password-reset': true,
  'password-changed': true,
  'one-time-code': true,
  'webhook-disabled': true,
};
export const templateNames = Object.keys(names) as readonly TemplateName[];

/** Beside this file, in the sources as in what is built of them. */
export const templateFolder = join(import.meta.dirname, 'templates');

const content = '<!-- content -->';

/** `<name>.txt` begins with the line `Subject: …` and an empty one; `<name>.html` stands in the one layout. */
export function readTemplate(language: Language, name: TemplateName): MailTemplate {
  const read = (file: string): string => readFileSync(join(templateFolder, file), 'utf8');
  try {
    const [, subject, text] = /^Subject: (.*)\n\n([^]*)$/.exec(read(`${language}/${name}.txt`)) ?? [];
    if (subject === undefined || text === undefined) throw new TemplateError('it has no subject');
    const [before, after, ...more] = read('layout.html').split(content);
    if (before === undefined || after === undefined || more.length > 0)
      throw new TemplateError('the layout has no place for it');
    return {
      subject: parseTemplate(subject),
      text: parseTemplate(text),
      html: parseTemplate(`${before}${read(`${language}/${name}.html`)}${after}`),
    };
  } catch (error) {
    throw new Error(`The template of mails ${language}/${name} cannot be used.`, { cause: error });
  }
}

let templates: ReadonlyMap<string, MailTemplate> | undefined;

/** Read whole and once, so that a program without its templates says so when it starts. */
export function mailTemplates(): ReadonlyMap<string, MailTemplate> {
  return (templates ??= new Map(
    languages.flatMap((language) =>
      templateNames.map((name): [string, MailTemplate] => [
        `${language}/${name}`,
        readTemplate(language, name),
      ]),
    ),
  ));
}
