import { defaultImportLimits } from '../../limits.js';
import { parseXml, type XmlElement } from '../xml/xml-document.js';

/**
 * The templates of the standard, written out: every version names them by another address that ends in the same name.
 * With areas of pictures (`map_response_point`) nothing here can be done.
 */
const programs: Readonly<Record<string, string>> = {
  match_correct: `<responseProcessing><responseCondition>
    <responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf>
    <responseElse><setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseElse>
  </responseCondition></responseProcessing>`,
  map_response: `<responseProcessing><responseCondition>
    <responseIf><isNull><variable identifier="RESPONSE"/></isNull>
      <setOutcomeValue identifier="SCORE"><baseValue baseType="float">0</baseValue></setOutcomeValue></responseIf>
    <responseElse><setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue></responseElse>
  </responseCondition></responseProcessing>`,
};

/** The name of a standard template at the end of its address, such as `match_correct`. */
export function templateName(address: string): string {
  const last = address.slice(address.lastIndexOf('/') + 1).replace(/\.xml$/i, '');
  const name = last.toLowerCase().replace(/^cc2_/, '');
  return name === 'match' ? 'match_correct' : name;
}

/** The program of a standard template for one response, or nothing for any other name. */
export function standardProgram(name: string, responseIdentifier: string): XmlElement | undefined {
  const text = Object.hasOwn(programs, name) ? programs[name] : undefined;
  return text === undefined ? undefined : renamed(parseXml(text, defaultImportLimits), responseIdentifier);
}

function renamed(element: XmlElement, responseIdentifier: string): XmlElement {
  const isResponse = element.attributes.get('identifier') === 'RESPONSE';
  return {
    name: element.name,
    attributes: isResponse ? new Map([['identifier', responseIdentifier]]) : element.attributes,
    children: element.children.map((child) =>
      typeof child === 'string' ? child : renamed(child, responseIdentifier),
    ),
  };
}
