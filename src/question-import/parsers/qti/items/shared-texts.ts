import type { ItemProblem } from './item-context.js';
import { ItemText } from './item-text.js';
import type { PackageFiles } from '../package/package-files.js';
import { brokenFile, pathProblem } from '../package/package-plan.js';
import { folderOf, resolvePath } from '../package/package-path.js';
import type { SharedText } from './read-item.js';
import { BrokenXml, type XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, firstChild } from '../xml/xml-query.js';

type SharedResult = { readonly texts: readonly SharedText[] } | { readonly problem: ItemProblem };

/** Every item gets its own copy, so that a long text in many items would fill the memory. */
const mostTexts = 20;
const mostCharacters = 200_000;

function tooMuch(what: string): ItemProblem {
  return { severity: 'error', code: 'too_long', message: `The item refers to ${what}. Shorten it.` };
}

/** The texts to which several items refer (`assessmentStimulusRef`), each read once. */
export class SharedTexts {
  private readonly read = new Map<string, SharedText | ItemProblem>();

  constructor(private readonly files: PackageFiles) {}

  /** A question about a text that is missing cannot be answered: that is an error of the item. */
  async of(item: XmlElement, folder: string): Promise<SharedResult> {
    const texts: SharedText[] = [];
    const references = childElements(item, 'assessmentStimulusRef');
    if (references.length > mostTexts) {
      return { problem: tooMuch(`more than ${mostTexts} shared texts`) };
    }
    for (const reference of references) {
      const found = await this.textOf(attribute(reference, 'href') ?? '', folder);
      if ('code' in found) {
        return { problem: found };
      }
      texts.push(found);
    }
    return { texts };
  }

  private async textOf(reference: string, folder: string): Promise<SharedText | ItemProblem> {
    const target = resolvePath(folder, reference);
    const problem = pathProblem(target, reference, this.files);
    if (problem !== undefined || target.kind !== 'inside') {
      return problem ?? { severity: 'error', code: 'missing_file', message: 'A shared text has no file.' };
    }
    const known = this.read.get(target.path) ?? (await this.readFile(target.path));
    this.read.set(target.path, known);
    return known;
  }

  private async readFile(path: string): Promise<SharedText | ItemProblem> {
    try {
      const stimulus = await this.files.readXml(path);
      const text = new ItemText(this.files, folderOf(path));
      const body = firstChild(stimulus, 'stimulusBody') ?? stimulus;
      const plain = text.inside(body);
      if (plain.length > mostCharacters) {
        return tooMuch('a shared text that is too long');
      }
      return { text: plain, attachments: text.attachments, losses: text.losses };
    } catch (error) {
      if (error instanceof BrokenXml) {
        return brokenFile(path, error);
      }
      throw error;
    }
  }
}
