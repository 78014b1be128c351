import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { listItemsWithKeys } from '../assessments/versions.queries.js';
import { found } from '../common/errors/app-error.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import { FinishService } from '../submissions/finish.service.js';
import { reversed, type ResultFilter, type ResultPlace, type ResultSort } from './result-filter.js';
import { decodeResultPlace, encodeResultPlace } from './results-place.js';
import {
  toResultFilter,
  toResultView,
  toTotalsView,
  type ListResultsQuery,
  type NeighboursView,
  type ResultListView,
  type ResultsQuery,
} from './results.dto.js';
import { countResults, listResults, type ResultRow } from './results.queries.js';
import { toSummaryView, type SummaryQuery, type SummaryView } from './summary.dto.js';
import { listTakenVersions, summarize } from './summary.queries.js';
import { toSubmissionView, type SubmissionView } from './submission.dto.js';
import { findSubmission, listAnswerTimes, listSuperseded } from './submission.queries.js';

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
        encodeResultPlace(assessmentId, filter, placeOf(filter, row)),
      );
      return { items: [...items], nextCursor, totals };
    });
  }

  get(employerId: string, id: string): Promise<SubmissionView> {
    return this.database.read({ employerId }, async (db) => {
      const submission = found(await findSubmission(db, employerId, id));
      const items = await listItemsWithKeys(db, employerId, submission.version_id);
      const superseded = await listSuperseded(db, employerId, submission.attempt_id);
      const { attempt_id, received_at } = submission;
      const answerTimes = await listAnswerTimes(db, employerId, attempt_id, received_at);
      return toSubmissionView(submission, items, superseded, answerTimes);
    });
  }

  /** What stands before and behind a submission in the list that is filtered and sorted so. */
  neighbours(employerId: string, id: string, query: ResultsQuery): Promise<NeighboursView> {
    const filter = toResultFilter(query);
    return this.database.read({ employerId }, async (db) => {
      const submission = found(await findSubmission(db, employerId, id));
      const page = { after: placeOf(filter, submission), limit: 1 };
      const { assessment_id: assessmentId } = submission;
      const [next] = await listResults(db, employerId, assessmentId, filter, page);
      const [previous] = await listResults(db, employerId, assessmentId, reversed(filter), page);
      return { previous: previous?.id ?? null, next: next?.id ?? null };
    });
  }

  async summary(employerId: string, assessmentId: string, query: SummaryQuery): Promise<SummaryView> {
    const version = query.version === undefined ? undefined : Number(query.version);
    await this.finishing.finishDueOf(employerId, assessmentId);
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      const versions = await listTakenVersions(db, employerId, assessmentId);
      return toSummaryView(await summarize(db, employerId, assessmentId, version), versions);
    });
  }
}

function placeOf(filter: ResultFilter, row: ResultRow): ResultPlace {
  return { value: sortValue[filter.sort](row), id: row.id };
}
