import { Injectable } from '@nestjs/common';
import { found } from '../common/errors/app-error.js';
import { Database } from '../database/database.js';
import { findAssessment } from './assessments.queries.js';
import {
  toVersionDetailView,
  toVersionView,
  type VersionDetailView,
  type VersionListView,
} from './versions.dto.js';
import { findVersion, listItemsWithKeys, listVersions } from './versions.queries.js';

@Injectable()
export class VersionsService {
  constructor(private readonly database: Database) {}

  list(employerId: string, assessmentId: string): Promise<VersionListView> {
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      return { items: (await listVersions(db, employerId, assessmentId)).map(toVersionView) };
    });
  }

  get(employerId: string, assessmentId: string, number: number): Promise<VersionDetailView> {
    return this.database.read({ employerId }, async (db) => {
      const version = found(await findVersion(db, employerId, assessmentId, number));
      return toVersionDetailView(version, await listItemsWithKeys(db, employerId, version.id));
    });
  }
}
