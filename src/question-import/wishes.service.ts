import { Injectable } from '@nestjs/common';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { Database, type Tx } from '../database/database.js';
import { findImportView } from './import-view.js';
import { assertOpen, assertReadable } from './import.rules.js';
import { lockUnparsed, setParseStarted, type ReadingTask } from './import-reading.queries.js';
import { toImportRowView, type ChangeImportRow, type ImportRowView } from './import-rows.dto.js';
import { findRow, findRowAt, setLeftOut } from './import-rows.queries.js';
import { lockImport, setWishes } from './imports.queries.js';
import { isColumnMeaning } from './parsers/layouts/column-meanings.js';
import type { CellCorrection, ReadSettings } from './parsers/read-settings.js';
import type { ImportView } from './question-import.dto.js';
import { ReadingService } from './reading.service.js';
import type { ImportMapping } from './wishes.dto.js';
import { mostCorrections, toCorrections, toReadSettings, withCorrections } from './wishes.rules.js';

/**
 * What a person says about a file after a look at the preview: another sheet, another meaning of a column, a cell put
 * right, a row left out. All but the last is a wish that the reader follows, so the file is read again: a column is
 * understood as a whole, and one cell can change what all others mean.
 */
@Injectable()
export class WishesService {
  constructor(
    private readonly database: Database,
    private readonly reading: ReadingService,
  ) {}

  async map(employerId: string, id: string, mapping: ImportMapping): Promise<ImportView> {
    const settings = toReadSettings(mapping, isColumnMeaning);
    const task = await this.database.transaction({ employerId }, async (tx) => {
      const current = found(await lockImport(tx, employerId, id));
      assertReadable(current.state);
      return this.wish(tx, employerId, id, { settings, corrections: current.corrections });
    });
    await this.reading.read(employerId, id, task);
    return found(await this.database.read({ employerId }, (db) => findImportView(db, employerId, id)));
  }

  async changeRow(
    employerId: string,
    id: string,
    ordinal: number,
    body: ChangeImportRow,
  ): Promise<ImportRowView> {
    const { leftOut, cells } = body;
    const changed = await this.database.transaction({ employerId }, async (tx) => {
      const current = found(await lockImport(tx, employerId, id));
      assertOpen(current.state);
      const row = found(await findRow(tx, employerId, id, ordinal));
      const place = { sheet: row.sheet, row: row.row_number };
      if (leftOut !== undefined) await setLeftOut(tx, employerId, id, ordinal, leftOut);
      if (cells === undefined) return { place };
      if (row.cells === null) {
        throw validationFailed([
          {
            pointer: '/cells',
            code: 'no-cells',
            detail: 'Only the cells of a table can be changed here; correct the file instead.',
          },
        ]);
      }
      const corrections = withCorrections(current.corrections, toCorrections(cells, place));
      if (corrections.length > mostCorrections) {
        throw new AppError('import-not-ready', {
          detail: `More than ${mostCorrections} cells were changed here. Correct the file and upload it again.`,
        });
      }
      return {
        place,
        task: await this.wish(tx, employerId, id, { settings: current.settings, corrections }),
      };
    });
    if (changed.task) await this.reading.read(employerId, id, changed.task);
    const row = await this.database.read({ employerId }, (db) =>
      findRowAt(db, employerId, id, changed.place),
    );
    return toImportRowView(found(row));
  }

  /** The caller holds the lock on the import. What comes back is claimed for the caller. */
  private async wish(
    tx: Tx,
    employerId: string,
    id: string,
    wishes: { readonly settings: ReadSettings; readonly corrections: readonly CellCorrection[] },
  ): Promise<ReadingTask> {
    await setWishes(tx, employerId, id, wishes);
    const task = await lockUnparsed(tx, employerId, id);
    if (!task) throw new Error('The import that was just changed cannot be read.');
    await setParseStarted(tx, employerId, id);
    return task;
  }
}
