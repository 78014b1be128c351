import { Rational } from '../../../../common/exact/rational.js';
import type { ImportedLoss, ImportedQuestion } from '../../imported-question.js';
import type { ScoreOf } from '../scoring/choice-scoring.js';
import {
  readDeclarations,
  type ItemDeclarations,
  type ResponseDeclaration,
} from '../scoring/declarations.js';
import { itemProgram, type ItemProgram } from '../scoring/item-scoring.js';
import type { ItemText } from './item-text.js';
import { NotUnderstood } from '../scoring/not-understood.js';
import { asNumber } from '../scoring/qti-value.js';
import {
  ResponseProgram,
  type Outcomes,
  type Responses,
  type WorkBudget,
} from '../scoring/response-program.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute } from '../xml/xml-query.js';

/** A problem of one item; its place is added by the reader of the package. */
export interface ItemProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
}

/** What an interaction becomes. `points` are those of the item alone; absent where its scoring is not understood. */
export interface InteractionContent {
  readonly question: Partial<ImportedQuestion> & Pick<ImportedQuestion, 'kind'>;
  readonly points?: Rational;
  /** Answers whose feedback tells what a feedback is for. */
  readonly probes: readonly FeedbackProbe[];
  /** Identifiers of the options, in their order. */
  readonly optionIdentifiers?: readonly string[];
}

export interface FeedbackProbe {
  readonly responses: Responses;
  readonly isRight: boolean;
  /** The place of the option, where the answer is one option alone. */
  readonly option?: number;
}

/** One item while it is read: what it declares, its texts, and everything that must be said about it. */
export class ItemContext {
  readonly problems: ItemProblem[] = [];
  readonly losses: ImportedLoss[] = [];
  readonly declarations: ItemDeclarations;
  readonly scoring: ItemProgram;
  private readonly program: ResponseProgram | undefined;

  constructor(
    readonly item: XmlElement,
    readonly text: ItemText,
    budget: WorkBudget,
  ) {
    this.declarations = readDeclarations(item);
    this.scoring = itemProgram(item, this.declarations);
    this.program =
      'program' in this.scoring
        ? new ResponseProgram(this.scoring.program, withScore(this.declarations), budget)
        : undefined;
  }

  /** The declaration of the response that an interaction fills; an empty one where the item has none. */
  responseOf(interaction: XmlElement): ResponseDeclaration {
    const identifier = attribute(interaction, 'responseIdentifier') ?? '';
    return (
      this.declarations.responses.get(identifier) ?? {
        identifier,
        baseType: 'identifier',
        isOrdered: false,
        isSingle: false,
        correct: [],
        mapping: undefined,
      }
    );
  }

  /** The points of one response while the others stay as given. What it gives may throw NotUnderstood. */
  scoreOf(identifier: string, others: Responses = new Map()): ScoreOf {
    return (values) => this.runnable().score(new Map([...others, [identifier, values]]));
  }

  /** The points of one answer alone, or nothing where the steps that an item may take are used up. */
  pointsFor(identifier: string, values: readonly string[]): Rational | undefined {
    try {
      return this.scoreOf(identifier)(values);
    } catch (error) {
      if (error instanceof NotUnderstood) {
        return undefined;
      }
      throw error;
    }
  }

  /** @throws NotUnderstood */
  outcomes(responses: Responses): Outcomes {
    return this.runnable().run(responses);
  }

  /** Gives nothing, and says so, where the scoring has no counterpart: a person then has to look at it. */
  understand<Scoring>(find: () => Scoring | undefined): Scoring | undefined {
    if (this.scoring.kind === 'none') {
      this.warn(
        'no_right_answer',
        'The item names no right answer. Set it, and the points, before the question is used.',
      );
      return undefined;
    }
    if (this.scoring.kind === 'unknown') {
      this.review(this.scoring.construct);
      return undefined;
    }
    try {
      const scoring = find();
      if (scoring === undefined) {
        this.review('a way to give points that no question here has');
      } else if (this.scoring.kind === 'assumed') {
        this.warn(
          'scoring_assumed',
          'The item names the right answer and not how it is scored: the usual scoring was taken.',
        );
      }
      return scoring;
    } catch (error) {
      if (error instanceof NotUnderstood) {
        this.review(error.construct);
        return undefined;
      }
      throw error;
    }
  }

  /** What the file itself gives as the most points of the item. */
  get declaredPoints(): Rational | undefined {
    const most = this.declarations.outcomes.get('MAXSCORE');
    return (most && asNumber(most.start)) ?? this.declarations.outcomes.get('SCORE')?.largest;
  }

  warn(code: string, message: string): void {
    this.problems.push({ severity: 'warning', code, message });
  }

  refuse(code: string, message: string): void {
    this.problems.push({ severity: 'error', code, message });
  }

  lose(code: string, message: string): void {
    if (!this.losses.some((loss) => loss.code === code && loss.message === message)) {
      this.losses.push({ code, message });
    }
  }

  private review(construct: string): void {
    this.warn(
      'scoring_review',
      `The scoring of this item cannot be taken over (${construct}). Look at its right answer and points before the question is used.`,
    );
  }

  private runnable(): ResponseProgram {
    if (this.program === undefined) {
      throw new NotUnderstood('no scoring');
    }
    return this.program;
  }
}

/** An item may leave out the outcome that every program of it sets. */
function withScore(declarations: ItemDeclarations): ItemDeclarations {
  const hasScore = [...declarations.outcomes.keys()].some((name) => name.toUpperCase() === 'SCORE');
  const score = {
    identifier: 'SCORE',
    baseType: 'float',
    start: { items: [Rational.zero], isOrdered: false },
    largest: undefined,
  };
  return hasScore
    ? declarations
    : { ...declarations, outcomes: new Map([...declarations.outcomes, ['SCORE', score]]) };
}
