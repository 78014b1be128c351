import { defaultImportLimits } from '../../limits.js';
import { escapeHtml } from '../items/content-html.js';
import type { ItemDeclarations, ResponseDeclaration } from './declarations.js';
import { standardProgram, templateName } from './standard-templates.js';
import { parseXml, type XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, firstChild } from '../xml/xml-query.js';

export type ItemProgram =
  | { readonly kind: 'given'; readonly program: XmlElement }
  /** The item says what is right and not how it is scored. */
  | { readonly kind: 'assumed'; readonly program: XmlElement }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly construct: string };

/** The program that scores an item: its own rules, a template of the standard, or the one that its answers suggest. */
export function itemProgram(item: XmlElement, declarations: ItemDeclarations): ItemProgram {
  const processing = firstChild(item, 'responseProcessing');
  if (processing !== undefined && childElements(processing).length > 0) {
    return { kind: 'given', program: processing };
  }
  const template = attribute(processing, 'template') ?? attribute(processing, 'templateLocation');
  if (template === undefined) {
    const program = assumedProgram([...declarations.responses.values()]);
    return program === undefined ? { kind: 'none' } : { kind: 'assumed', program };
  }
  const name = templateName(template);
  const program = standardProgram(name, templateResponse(declarations));
  return program === undefined
    ? { kind: 'unknown', construct: `the template "${name.slice(0, 80)}"` }
    : { kind: 'given', program };
}

/** Templates speak of RESPONSE; some tools use them with a single response of another name. */
function templateResponse({ responses }: ItemDeclarations): string {
  const [only] = responses.keys();
  return responses.has('RESPONSE') || responses.size !== 1 || only === undefined ? 'RESPONSE' : only;
}

function assumedProgram(responses: readonly ResponseDeclaration[]): XmlElement | undefined {
  const rules = responses.flatMap((response) => assumedRule(response) ?? []);
  return rules.length === 0
    ? undefined
    : parseXml(`<responseProcessing>${rules.join('')}</responseProcessing>`, defaultImportLimits);
}

function assumedRule({ identifier, correct, mapping }: ResponseDeclaration): string | undefined {
  const name = `identifier="${escapeHtml(identifier)}"`;
  const add = (points: string): string =>
    `<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/>${points}</sum></setOutcomeValue>`;
  if (mapping !== undefined && mapping.entries.length > 0) {
    return add(`<mapResponse ${name}/>`);
  }
  const one = '<baseValue baseType="float">1</baseValue>';
  return correct.length === 0
    ? undefined
    : `<responseCondition><responseIf><match><variable ${name}/><correct ${name}/></match>${add(one)}</responseIf></responseCondition>`;
}
