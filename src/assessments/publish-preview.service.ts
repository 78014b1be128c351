import { Injectable } from '@nestjs/common';
import { found } from '../common/errors/app-error.js';
import { Rational } from '../common/exact/rational.js';
import { Database, type Reader } from '../database/database.js';
import { maximumItems, whyNotPublishable } from './assessment.rules.js';
import { toAssessmentView } from './assessments.dto.js';
import { findAssessment, readQuota, readTransactionTime, type AssessmentRow } from './assessments.queries.js';
import type { PublishPreviewView, VersionChangesView } from './publish-preview.dto.js';
import { questionChanges, settingChanges } from './version-changes.js';
import { toVersionView } from './versions.dto.js';
import { findVersion, listDraftWithKeys, listItemsWithKeys, summarizeDraft } from './versions.queries.js';

const listedChanges = 200;

/** Says before the act what publishing would do and what stands in its way, by the very rules of the act. */
@Injectable()
export class PublishPreviewService {
  constructor(private readonly database: Database) {}

  preview(employerId: string, id: string): Promise<PublishPreviewView> {
    return this.database.read({ employerId }, async (db) => {
      const assessment = found(await findAssessment(db, employerId, id));
      const { count, points } = await summarizeDraft(db, employerId, id);
      const totalPoints = Rational.fromText(points);
      const facts = {
        status: assessment.status,
        closesAt: assessment.closes_at,
        questionCount: count,
        worthNothing: totalPoints.equals(Rational.zero),
      };
      return {
        reasons: [...whyNotPublishable(facts, await readTransactionTime(db))],
        questionCount: count,
        maximumPoints: Number(points),
        activates: assessment.status !== 'active',
        quota: await readQuota(db, employerId),
        changes: await this.changes(db, assessment, count),
      };
    });
  }

  /** A draft that is too large to publish is not compared either: it may hold fifty thousand questions. */
  private async changes(
    db: Reader,
    assessment: AssessmentRow,
    questionCount: number,
  ): Promise<VersionChangesView | null> {
    const { employer_id: employerId, id, latest_version_number: number } = assessment;
    if (number === 0 || questionCount > maximumItems) return null;
    const version = found(await findVersion(db, employerId, id, number));
    const { changes, isReordered } = questionChanges(
      await listItemsWithKeys(db, employerId, version.id),
      await listDraftWithKeys(db, employerId, id),
    );
    const count = (change: string): number => changes.filter((each) => each.change === change).length;
    return {
      versionNumber: number,
      settings: settingChanges(toVersionView(version), toAssessmentView(assessment)),
      addedCount: count('added'),
      removedCount: count('removed'),
      changedCount: count('changed'),
      isReordered,
      questions: changes.slice(0, listedChanges).map((change) => ({
        ...change,
        text: [...change.text].slice(0, 200).join(''),
        parts: [...change.parts],
      })),
    };
  }
}
