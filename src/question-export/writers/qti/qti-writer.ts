import { plainNumber } from '../exact-number.js';
import type { ExportedQuestion } from '../exported-question.js';
import type { ExportSource, QuestionWriter } from '../question-writer.js';
import { xmlAttribute, xmlText } from '../xml-text.js';
import { zipArchive, type ArchiveEntry } from '../zip/zip-archive.js';
import { itemIdentifier, qtiItem } from './item-xml.js';

const packaging = 'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1';
const assessment = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';
const metadata = 'http://ltsc.ieee.org/xsd/LOM';
const testFile = 'assessment-test.xml';

/**
 * A content package of QTI 3.0: a test with a section for each run of questions of one category, and an item for each
 * question. The questions are read three times, for the manifest, the test and the items, so that none is kept.
 */
export const qtiWriter: QuestionWriter = {
  mediaType: 'application/zip',
  extension: 'qti.zip',
  lossesOf: (question) => qtiItem(question).losses,
  write: (source) => zipArchive(entriesOf(source)),
};

async function* entriesOf(source: ExportSource): AsyncGenerator<ArchiveEntry, void> {
  yield { name: 'imsmanifest.xml', content: manifest(source) };
  yield { name: testFile, content: test(source) };
  for await (const questions of source.batches()) {
    for (const question of questions) {
      yield { name: itemFile(question), content: [qtiItem(question).part] };
    }
  }
}

function itemFile({ position }: ExportedQuestion): string {
  return `items/item-${position}.xml`;
}

async function* manifest(source: ExportSource): AsyncGenerator<string, void> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="${packaging}" identifier="package">
<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
<organizations/>
<resources>
`;
  let dependencies: string[] = [];
  for await (const questions of source.batches()) {
    const resources = questions.map((question) => {
      const file = itemFile(question);
      return `<resource identifier="item-${question.position}" type="imsqti_item_xmlv3p0" href="${file}">${keywords(question)}<file href="${file}"/></resource>\n`;
    });
    dependencies.push(
      questions.map(({ position }) => `<dependency identifierref="item-${position}"/>`).join(''),
    );
    yield resources.join('');
  }
  yield `<resource identifier="test" type="imsqti_test_xmlv3p0" href="${testFile}"><file href="${testFile}"/>`;
  yield* dependencies;
  dependencies = [];
  yield `</resource>
</resources>
</manifest>
`;
}

/** Tags are the keywords of the metadata (IEEE LOM) of an item. */
function keywords({ tags }: ExportedQuestion): string {
  if (tags.length === 0) return '';
  const words = tags.map((tag) => `<keyword><string>${xmlText(tag)}</string></keyword>`);
  return `<metadata><lom xmlns="${metadata}"><general>${words.join('')}</general></lom></metadata>`;
}

async function* test(source: ExportSource): AsyncGenerator<string, void> {
  yield `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-test xmlns="${assessment}" identifier="test" title="${xmlAttribute(source.title)}">
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="simultaneous">
`;
  let category: string | null | undefined;
  let sections = 0;
  for await (const questions of source.batches()) {
    let text = '';
    for (const question of questions) {
      if (question.category !== category) {
        text += sections === 0 ? '' : '</qti-assessment-section>\n';
        sections += 1;
        ({ category } = question);
        text += `<qti-assessment-section identifier="section-${sections}" title="${xmlAttribute(category ?? '')}" visible="${category !== null}">\n`;
      }
      text += itemReference(question);
    }
    yield text;
  }
  yield `${sections === 0 ? '<qti-assessment-section identifier="section-1" title="" visible="false"/>\n' : '</qti-assessment-section>\n'}</qti-test-part>
<qti-outcome-processing><qti-set-outcome-value identifier="SCORE"><qti-sum><qti-test-variables variable-identifier="SCORE" weight-identifier="WEIGHT"/></qti-sum></qti-set-outcome-value></qti-outcome-processing>
</qti-assessment-test>
`;
}

function itemReference(question: ExportedQuestion): string {
  const { position, points, timeLimitSeconds } = question;
  const limit = timeLimitSeconds === null ? '' : `<qti-time-limits max-time="${timeLimitSeconds}"/>`;
  return `<qti-assessment-item-ref identifier="${itemIdentifier(question)}-${position}" href="${itemFile(question)}"><qti-weight identifier="WEIGHT" value="${plainNumber(points).text}"/>${limit}</qti-assessment-item-ref>\n`;
}
