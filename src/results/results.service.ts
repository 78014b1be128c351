import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { listItemsWithKeys } from '../assessments/versions.queries.js';
import { found } from '../common/errors/app-error.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import { FinishService } from '../submissions/finish.service.js';
import type { ResultFilter, ResultSort } from './result-filter.js';
import { decodeResultPlace, encodeResultPlace } from './results-place.js';
import {
  toResultFilter,
  toResultView,
  toTotalsView,
  type ListResultsQuery,
  type ResultListView,
} from './results.dto.js';
import { countResults, listResults, type ResultRow } from './results.queries.js';
import { toSubmissionView, type SubmissionView } from './submission.dto.js';
import { findSubmission, listSuperseded } from './submission.queries.js';

const sortValue: Readonly<Record<ResultSort, (row: ResultRow) => string>> = {
  finishedAt: (row) => row.finished_at.toISOString(),
  score: (row) => row.percent,
  name: (row) => row.name,
};

@Injectable()
export class ResultsService {
  constructor(
    private readonly database: Database,
    private readonly finishing: FinishService,
  ) {}

  async list(employerId: string, assessmentId: string, page: ListResultsQuery): Promise<ResultListView> {
    const limit = pageLimit(page);
    const filter = toResultFilter(page);
    const after = decodeResultPlace(assessmentId, filter, page.cursor);
    await this.finishing.finishDueOf(employerId, assessmentId);
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      const rows = await listResults(db, employerId, assessmentId, filter, { after, limit: limit + 1 });
      const totals =
        after === undefined ? toTotalsView(await countResults(db, employerId, assessmentId)) : null;
      const { items, nextCursor } = toPage(rows, limit, toResultView, (row) =>
        placeOf(assessmentId, filter, row),
      );
      return { items: [...items], nextCursor, totals };
    });
  }

  get(employerId: string, id: string): Promise<SubmissionView> {
    return this.database.read({ employerId }, async (db) => {
      const submission = found(await findSubmission(db, employerId, id));
      const items = await listItemsWithKeys(db, employerId, submission.version_id);
      return toSubmissionView(submission, items, await listSuperseded(db, employerId, submission.attempt_id));
    });
  }
}

function placeOf(assessmentId: string, filter: ResultFilter, row: ResultRow): string {
  return encodeResultPlace(assessmentId, filter, { value: sortValue[filter.sort](row), id: row.id });
}
