import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { AppError, found } from '../common/errors/app-error.js';
import { decodeCursor, encodeCursor } from '../common/pagination/cursor.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage, type PageQuery } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import { findImportView } from './import-view.js';
import { toImportRowView, type ImportRowListView, type ListImportRows } from './import-rows.dto.js';
import { listRows } from './import-rows.queries.js';
import { findImport, listImports } from './imports.queries.js';
import { toImportSummaryView, type ImportListView, type ImportView } from './question-import.dto.js';
import { ReadingService } from './reading.service.js';

/** What an import would add. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly database: Database,
    private readonly reading: ReadingService,
  ) {}

  async list(employerId: string, assessmentId: string, page: PageQuery): Promise<ImportListView> {
    const limit = pageLimit(page);
    const before = decodePlace('imports', page.cursor);
    const rows = await this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      return listImports(db, employerId, assessmentId, { before, limit: limit + 1 });
    });
    const { items, nextCursor } = toPage(rows, limit, toImportSummaryView, (row) =>
      encodePlace('imports', row),
    );
    return { items: [...items], nextCursor };
  }

  async get(employerId: string, id: string): Promise<ImportView> {
    const view = found(await this.view(employerId, id));
    if (view.state !== 'received') return view;
    await this.reading.finish(employerId, id).catch(unlessBusy);
    return found(await this.view(employerId, id));
  }

  async listRows(employerId: string, id: string, page: ListImportRows): Promise<ImportRowListView> {
    const limit = pageLimit(page);
    const afterOrdinal = ordinalOf(page.cursor);
    const rows = await this.database.read({ employerId }, async (db) => {
      found(await findImport(db, employerId, id));
      return listRows(db, employerId, id, { afterOrdinal, limit: limit + 1, only: page.only });
    });
    const { items, nextCursor } = toPage(rows, limit, toImportRowView, (row) =>
      encodeCursor('import-rows', [String(row.ordinal)]),
    );
    return { items: [...items], nextCursor };
  }

  private view(employerId: string, id: string): Promise<ImportView | undefined> {
    return this.database.read({ employerId }, (db) => findImportView(db, employerId, id));
  }
}

function ordinalOf(cursor: string | undefined): number {
  const [ordinal] = decodeCursor('import-rows', 1, cursor) ?? ['0'];
  if (!/^[0-9]{1,9}$/.test(ordinal ?? '')) throw new AppError('invalid-cursor');
  return Number(ordinal);
}

/** Whoever looks while every reader is busy sees that the file is not read yet. */
function unlessBusy(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'service-unavailable') throw error;
}
