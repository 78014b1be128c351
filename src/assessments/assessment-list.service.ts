import { Injectable } from '@nestjs/common';
import { found } from '../common/errors/app-error.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import { countCandidates } from './assessment-counts.queries.js';
import {
  toAssessmentCountsView,
  toAssessmentListItemView,
  type AssessmentCountsView,
  type AssessmentListView,
  type ListAssessmentsQuery,
} from './assessment-list.dto.js';
import { findAssessment, listAssessments, readQuota } from './assessments.queries.js';

/** What an employer sees of all assessments: a page of them, how far candidates are, and how many may still be active. */
@Injectable()
export class AssessmentListService {
  constructor(private readonly database: Database) {}

  list(employerId: string, page: ListAssessmentsQuery): Promise<AssessmentListView> {
    const limit = pageLimit(page);
    const before = decodePlace('assessments', page.cursor);
    const filter = { status: page.status, search: page.q, before, limit: limit + 1 };
    return this.database.read({ employerId }, async (db) => {
      const rows = await listAssessments(db, employerId, filter);
      const shown = rows.slice(0, limit).map(({ id }) => id);
      const counts = new Map(
        (await countCandidates(db, employerId, shown)).map((row) => [row.assessment_id, row]),
      );
      const { items, nextCursor } = toPage(
        rows,
        limit,
        (row) => toAssessmentListItemView(row, counts.get(row.id)),
        (row) => encodePlace('assessments', row),
      );
      return { items: [...items], nextCursor, quota: await readQuota(db, employerId) };
    });
  }

  counts(employerId: string, id: string): Promise<AssessmentCountsView> {
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, id));
      const [row] = await countCandidates(db, employerId, [id]);
      return toAssessmentCountsView(row);
    });
  }
}
