import { Injectable } from '@nestjs/common';
import type { CandidateCredentials } from '../common/access/actor.js';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import { questionKinds } from '../questions/kinds/index.js';
import { graceMilliseconds } from './attempt.rules.js';
import type { AttemptTimeView, SavedAnswerView, WriterView } from './attempts.dto.js';
import {
  batchedOpenings,
  batchedSaves,
  openAttempt,
  saveAnswer,
  type OpenAttemptRow,
} from './candidate.queries.js';
import { PaperCache } from './paper-cache.js';
import type { SaveAnswer } from './save-answer.dto.js';
import { readStandings, takeAttemptOver } from './standing.queries.js';

const attemptsRemembered = 20_000;

/** The candidate's side of a running attempt: the paper and the answers. */
@Injectable()
export class AttemptsService {
  /** Which version an attempt is on never changes; keyed by the token's hash, so that only a proven token finds it. */
  private readonly versionOfToken = new Map<string, string>();
  private readonly openings: ReturnType<typeof batchedOpenings>;
  private readonly saves: ReturnType<typeof batchedSaves>;

  constructor(
    private readonly database: Database,
    private readonly papers: PaperCache,
  ) {
    this.openings = batchedOpenings(database);
    this.saves = batchedSaves(database);
  }

  /** The attempt as the database has it; an attempt whose time is over is for the caller to end. */
  async open(candidate: CandidateCredentials): Promise<OpenAttemptRow> {
    const attempt = await openAttempt(
      this.openings,
      candidate.employerId,
      candidate.attemptId,
      candidate.secretHash,
    );
    if (!attempt) throw new AppError('unauthenticated');
    this.remember(candidate.secretHash, attempt.version_id);
    return attempt;
  }

  async paper(candidate: CandidateCredentials, attempt: OpenAttemptRow): Promise<Reply> {
    const paper = await this.papers.get(candidate.employerId, attempt.version_id);
    const head = {
      state: attempt.state,
      title: paper.policy.title,
      presentation: paper.policy.presentation,
      startedAt: attempt.started_at.toISOString(),
      deadlineAt: attempt.deadline_at?.toISOString() ?? null,
      serverTime: attempt.server_time.toISOString(),
      remainingMilliseconds: remaining(attempt.remaining_milliseconds),
    };
    // Items and answers are JSON texts already: parsing them to write them again would double the cost of the request.
    const text = `${JSON.stringify(head).slice(0, -1)},"items":${paper.itemsFor(candidate.attemptId)},"answers":${attempt.answers}}`;
    return new Reply(200, text);
  }

  async save(candidate: CandidateCredentials, itemId: string, body: SaveAnswer): Promise<SavedAnswerView> {
    const { employerId, attemptId, secretHash } = candidate;
    const versionId =
      this.versionOfToken.get(secretHash.toString('base64')) ?? (await this.open(candidate)).version_id;
    const item = found((await this.papers.get(employerId, versionId)).item(itemId));
    const parsed = questionKinds[item.kind].parseResponse(item.content, body.response);
    if (!parsed.ok) throw validationFailed(parsed.problems);
    const saved = await saveAnswer(this.saves, {
      employerId,
      attemptId,
      secretHash,
      itemId,
      response: parsed.value,
      clientSequence: body.clientSeq,
      writer: body.writer,
    });
    if (saved.outcome === 'unknown_token') throw new AppError('unauthenticated');
    if (saved.outcome === 'open_elsewhere') throw takenOver();
    return {
      questionId: itemId,
      outcome: saved.outcome,
      clientSeq: Number(saved.client_sequence),
      savedAt: new Date(Number(saved.saved_milliseconds)).toISOString(),
      remainingMilliseconds: remaining(saved.remaining_milliseconds),
    };
  }

  /** Nothing where the attempt has ended, which is for the caller to tell. */
  async takeOver(candidate: CandidateCredentials): Promise<WriterView | undefined> {
    const { outcome, writer } = await takeAttemptOver(this.database, candidate);
    if (outcome === 'unknown_token') throw new AppError('unauthenticated');
    return writer === null ? undefined : { writer };
  }

  /** The time alone, for a page that asks again and again: a fraction of what the paper costs. */
  async time(candidate: CandidateCredentials): Promise<AttemptTimeView> {
    const [standing] = await readStandings(this.database, [candidate]);
    if (!standing) throw new AppError('unauthenticated');
    const { state, writer, deadlineAt, serverTime, remainingMilliseconds } = standing;
    const isOver = remainingMilliseconds !== null && remainingMilliseconds < -graceMilliseconds;
    return {
      state: state === 'in_progress' && !isOver ? 'in_progress' : 'finished',
      writer,
      deadlineAt,
      serverTime: serverTime.toISOString(),
      remainingMilliseconds: remainingMilliseconds === null ? null : Math.max(0, remainingMilliseconds),
    };
  }

  private remember(secretHash: Buffer, versionId: string): void {
    const oldest = this.versionOfToken.keys().next().value;
    if (this.versionOfToken.size >= attemptsRemembered && oldest !== undefined)
      this.versionOfToken.delete(oldest);
    this.versionOfToken.set(secretHash.toString('base64'), versionId);
  }
}

function takenOver(): AppError {
  return new AppError('attempt-open-elsewhere', {
    detail: 'Another page has taken this attempt over; take it over again to write here.',
  });
}

/** Never below zero: within the grace an answer is still taken, but the candidate's clock has run out. */
function remaining(milliseconds: string | null): number | null {
  return milliseconds === null ? null : Math.max(0, Number(milliseconds));
}
