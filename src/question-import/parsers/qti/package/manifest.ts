import { folderOf, resolvePath, type ResolvedPath } from './package-path.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, childElements, firstChild, textContent } from '../xml/xml-query.js';

export interface PackageResource {
  readonly identifier: string;
  readonly kind: 'item' | 'test' | 'qti_1' | 'other';
  /** As the manifest writes it. */
  readonly reference: string;
  readonly target: ResolvedPath;
  /** Keywords of its metadata (LOM). */
  readonly tags: readonly string[];
}

/**
 * The resources of a content package (IMS CP 1.1 and its profiles for QTI 2 and 3). Types carry the version in their
 * names: `imsqti_item_xmlv2p1`, `imsqti_test_xmlv3p0`, `imsqti_apipitem_xmlv2p2`.
 */
export function readManifest(manifest: XmlElement): PackageResource[] {
  const rootBase = attribute(manifest, 'base') ?? '';
  const groups = childElements(manifest, 'resources');
  return groups.flatMap((group) =>
    childElements(group, 'resource').map((resource) => {
      const base = [rootBase, attribute(group, 'base'), attribute(resource, 'base')].join('');
      const reference = attribute(resource, 'href') ?? attribute(firstChild(resource, 'file'), 'href') ?? '';
      return {
        identifier: attribute(resource, 'identifier') ?? '',
        kind: kindOf(attribute(resource, 'type') ?? ''),
        reference,
        target: resolvePath(folderOf(base), reference),
        tags: keywordsOf(firstChild(resource, 'metadata')),
      };
    }),
  );
}

/** Each keyword may be given in several languages: the first one is taken. */
function keywordsOf(metadata: XmlElement | undefined): string[] {
  const general = firstChild(firstChild(metadata, 'lom'), 'general');
  const texts = general === undefined ? [] : childElements(general, 'keyword').map(firstText);
  return [...new Set(texts.filter((text) => text !== ''))];
}

function firstText(keyword: XmlElement): string {
  const [text = keyword] = childElements(keyword);
  return textContent(text).trim().replace(/\s+/g, ' ');
}

function kindOf(type: string): PackageResource['kind'] {
  if (/imsqti_(item_|assessment_|objectbank_|section_)?xmlv1p|xmlv1p\d+\/assessment/i.test(type)) {
    return 'qti_1';
  }
  if (/imsqti_(apip)?item/i.test(type)) {
    return 'item';
  }
  return /imsqti_(apip)?test|imsqti_assessment/i.test(type) ? 'test' : 'other';
}

/** Whether a document is a manifest at all. */
export function isManifest(root: XmlElement): boolean {
  return root.name === 'manifest' && allElements(root).some(({ name }) => name === 'resources');
}
