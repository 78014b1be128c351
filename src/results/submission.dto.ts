import { ApiProperty } from '@nestjs/swagger';
import type { ReviewPolicy } from '../assessments/assessment.rules.js';
import type { VersionItemRow } from '../assessments/versions.queries.js';
import { durationSeconds, finishReasons, ResultCandidateView } from './results.dto.js';
import type { AnswerTimeRow, SubmissionRow, SupersededRow } from './submission.queries.js';

export class SubmissionPolicyView {
  @ApiProperty({ type: 'integer', nullable: true })
  timeLimitMinutes!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  passMarkPercent!: number | null;
  @ApiProperty()
  shuffleQuestions!: boolean;
  @ApiProperty()
  shuffleOptions!: boolean;
  @ApiProperty({ enum: ['none', 'score', 'outcomes'] })
  reviewPolicy!: ReviewPolicy;
}

export class SubmissionScoreView {
  @ApiProperty({ type: 'integer' })
  revision!: number;
  @ApiProperty({ format: 'date-time' })
  scoredAt!: string;
  @ApiProperty()
  points!: number;
  @ApiProperty()
  maximumPoints!: number;
  @ApiProperty({ description: 'Two decimals; the figure that is compared with the pass mark' })
  percent!: number;
  @ApiProperty({ type: Boolean, nullable: true, description: 'null: the version has no pass mark' })
  passed!: boolean | null;
}

export class FractionView {
  @ApiProperty({ description: 'A whole number; negative where a wrong answer costs points' })
  numerator!: string;
  @ApiProperty({ description: 'A whole number, 1 or more' })
  denominator!: string;
}

export class SubmissionItemView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty({ type: 'integer' })
  position!: number;
  @ApiProperty()
  kind!: string;
  @ApiProperty()
  text!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  content!: object;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The newest revision of the key' })
  key!: object;
  @ApiProperty({ type: String, nullable: true })
  explanation!: string | null;
  @ApiProperty({
    nullable: true,
    description: 'As frozen; its form depends on the kind. null: not answered',
    oneOf: [{}],
  })
  response!: unknown;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When the answer was saved last; null: never answered, or changed since in a later sitting',
  })
  savedAt!: string | null;
  @ApiProperty({ enum: ['correct', 'partially_correct', 'incorrect', 'unanswered', 'invalid'] })
  status!: string;
  @ApiProperty({ description: 'Rounded to ten decimals; the total is made from the exact fractions' })
  points!: number;
  @ApiProperty()
  maximumPoints!: number;
  @ApiProperty({ description: 'The exact part of the maximum that was earned' })
  fraction!: FractionView;
}

export class SupersededView {
  @ApiProperty({ format: 'uuid' })
  submissionId!: string;
  @ApiProperty({ format: 'date-time' })
  finishedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'When the attempt was reopened' })
  supersededAt!: string;
  @ApiProperty({ enum: ['member', 'api_key'] })
  actorType!: string;
  @ApiProperty({ format: 'uuid', description: 'Who reopened it' })
  actorId!: string;
  @ApiProperty()
  reason!: string;
}

export class SubmissionView {
  @ApiProperty({ format: 'uuid' })
  submissionId!: string;
  @ApiProperty({ format: 'uuid' })
  assessmentId!: string;
  @ApiProperty({ format: 'uuid' })
  attemptId!: string;
  @ApiProperty()
  candidate!: ResultCandidateView;
  @ApiProperty({ type: 'integer' })
  versionNumber!: number;
  @ApiProperty()
  policy!: SubmissionPolicyView;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'null: came by the public link',
  })
  invitedAt!: string | null;
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;
  @ApiProperty({ format: 'date-time' })
  finishedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'When the server had stored it, by its own clock' })
  receivedAt!: string;
  @ApiProperty({ enum: finishReasons, description: 'What ended the attempt' })
  reason!: string;
  @ApiProperty({ type: 'integer', description: 'From the start to the end, in whole seconds' })
  durationSeconds!: number;
  @ApiProperty({
    description: 'SHA-256 of the frozen answers, in hexadecimal; the same stands on the receipt',
  })
  responsesHash!: string;
  @ApiProperty({
    description: 'SHA-256 of the version that was taken, in hexadecimal; the same stands on the receipt',
  })
  versionHash!: string;
  @ApiProperty()
  score!: SubmissionScoreView;
  @ApiProperty({ type: [SubmissionItemView], description: 'In the order of the version' })
  items!: SubmissionItemView[];
  @ApiProperty({
    type: SupersededView,
    nullable: true,
    description: 'Set where the attempt was reopened after it: it no longer counts',
  })
  superseded!: SupersededView | null;
  @ApiProperty({ type: [SupersededView], description: 'What the same attempt had submitted before' })
  earlierSubmissions!: SupersededView[];
}

interface FrozenResponse {
  readonly questionId: string;
  readonly response: unknown;
}

export function toSubmissionView(
  row: SubmissionRow,
  items: readonly VersionItemRow[],
  superseded: readonly SupersededRow[],
  answerTimes: readonly AnswerTimeRow[],
): SubmissionView {
  const place = superseded.findIndex((one) => one.submission_id === row.id);
  const earlier = place < 0 ? superseded : superseded.slice(0, place);
  const frozen = JSON.parse(row.responses) as readonly FrozenResponse[];
  const responses = new Map(frozen.map((answer) => [answer.questionId, answer.response]));
  const savedAt = new Map(answerTimes.map((answer) => [answer.item_id, answer.saved_at]));
  const scores = new Map(row.items.map((item) => [item.itemId, item]));
  return {
    submissionId: row.id,
    assessmentId: row.assessment_id,
    attemptId: row.attempt_id,
    candidate: { name: row.name, email: row.email },
    versionNumber: row.version_number,
    policy: {
      timeLimitMinutes: row.time_limit_minutes,
      passMarkPercent: row.pass_mark_percent === null ? null : Number(row.pass_mark_percent),
      shuffleQuestions: row.shuffle_questions,
      shuffleOptions: row.shuffle_options,
      reviewPolicy: row.review_policy,
    },
    invitedAt: row.invited_at?.toISOString() ?? null,
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    reason: row.finish_reason,
    durationSeconds: durationSeconds(row),
    responsesHash: row.responses_sha256.toString('hex'),
    versionHash: row.content_sha256.toString('hex'),
    score: {
      revision: row.score_revision,
      scoredAt: row.scored_at.toISOString(),
      points: Number(row.points),
      maximumPoints: Number(row.maximum_points),
      percent: Number(row.percent),
      passed: row.passed,
    },
    items: items.map((item) => {
      const score = scores.get(item.id);
      if (score === undefined) throw new Error('The score of a submission lacks an item of its version.');
      return {
        questionId: item.id,
        position: item.position,
        kind: item.kind,
        text: item.text,
        content: item.content,
        key: item.key,
        explanation: item.explanation,
        response: responses.get(item.id) ?? null,
        savedAt: savedAt.get(item.id)?.toISOString() ?? null,
        status: score.status,
        points: Number(score.points),
        maximumPoints: Number(item.points),
        fraction: { numerator: score.fraction.numerator, denominator: score.fraction.denominator },
      };
    }),
    superseded: place < 0 ? null : toSupersededView(superseded[place]!),
    earlierSubmissions: earlier.map(toSupersededView),
  };
}

function toSupersededView(row: SupersededRow): SupersededView {
  return {
    submissionId: row.submission_id,
    finishedAt: row.finished_at.toISOString(),
    supersededAt: row.superseded_at.toISOString(),
    actorType: row.actor_type,
    actorId: row.actor_id,
    reason: row.reason,
  };
}
